const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** Bits in a letter, in a word, and in an id: what goes beyond is left out. */
const [LETTER, WORD, LETTERS] = [6, 32, 22]

/** The id of 22 characters as four words of 32 bits. */
function wordsOf(id: string): number[] {
  const words = [0, 0, 0, 0]
  for (let letter = 0; letter < LETTERS; letter++) {
    const value = VALUES.get(id[letter] ?? 'A') ?? 0
    const [at, from] = [(letter * LETTER) >> 5, (letter * LETTER) & 31]
    const room = WORD - LETTER - from
    words[at] = ((words[at] ?? 0) | (room >= 0 ? value << room : value >>> -room)) >>> 0
    if (room < 0 && at < 3) words[at + 1] = ((words[at + 1] ?? 0) | (value << (WORD + room))) >>> 0
  }
  return words
}

function idOf(words: readonly number[]): string {
  let id = ''
  for (let letter = 0; letter < LETTERS; letter++) {
    const [at, from] = [(letter * LETTER) >> 5, (letter * LETTER) & 31]
    const room = WORD - LETTER - from
    const word = words[at] ?? 0
    const value = room >= 0 ? word >>> room : (word << -room) | ((words[at + 1] ?? 0) >>> (WORD + room))
    id += ALPHABET[value & 63]
  }
  return id
}

const rotate = (word: number, by: number): number => ((word << by) | (word >>> (32 - by))) >>> 0

/** ChaCha's quarter round (RFC 8439 §2.1): it can be undone, so no two inputs give the same words. */
function stirred([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number[] {
  let [w, x, y, z] = [a, b, c, d]
  w = (w + x) >>> 0
  z = rotate(z ^ w, 16)
  y = (y + z) >>> 0
  x = rotate(x ^ y, 12)
  w = (w + x) >>> 0
  z = rotate(z ^ w, 8)
  y = (y + z) >>> 0
  x = rotate(x ^ y, 7)
  return [w, x, y, z]
}

const STIRS = 8

function wellStirred(words: readonly number[]): readonly number[] {
  let stirring = words
  for (let stir = 0; stir < STIRS; stir++) stirring = stirred(stirring)
  return stirring
}

let last: { readonly classId: string; readonly words: readonly number[] } = { classId: '', words: [] }

/**
 * The id of the session that a pair plays in a round: whichever server makes it, and however often, it is the same one. No
 * two pairs of a class share one. It is no secret: what protects a session is its seats' tokens.
 * @param classId 22 letters, digits, - or _
 * @param round from 1 to 65535
 * @param pair from 1 to 65535
 */
export function sessionIdOf(classId: string, round: number, pair: number): string {
  // a board asks for those of hundreds of pairs of one class at a time
  if (last.classId !== classId) last = { classId, words: wellStirred(wordsOf(classId)) }
  const [a = 0, b = 0, c = 0, d = 0] = last.words
  return idOf(wellStirred([a, b, c, (d ^ ((round << 16) | pair)) >>> 0]))
}
