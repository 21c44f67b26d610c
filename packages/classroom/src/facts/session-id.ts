const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The id of 22 characters as four words of 32 bits; what goes beyond 128 bits is left out. */
function wordsOf(id: string): number[] {
  const words = [0, 0, 0, 0]
  for (let bit = 0; bit < 128; bit++) {
    const value = ALPHABET.indexOf(id[Math.floor(bit / 6)] ?? 'A')
    if (value & (1 << (5 - (bit % 6)))) words[bit >> 5] = ((words[bit >> 5] ?? 0) | (1 << (31 - (bit & 31)))) >>> 0
  }
  return words
}

function idOf(words: readonly number[]): string {
  let id = ''
  for (let letter = 0; letter < 22; letter++) {
    let value = 0
    for (let bit = letter * 6; bit < letter * 6 + 6; bit++) {
      const set = bit < 128 && ((words[bit >> 5] ?? 0) >>> (31 - (bit & 31))) & 1
      value = value * 2 + Number(set)
    }
    id += ALPHABET[value]
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

/**
 * The id of the session that a pair plays in a round: whichever server makes it, and however often, it is the same one. No
 * two pairs of a class share one. It is no secret: what protects a session is its seats' tokens.
 * @param classId 22 letters, digits, - or _
 * @param round from 1 to 65535
 * @param pair from 1 to 65535
 */
export function sessionIdOf(classId: string, round: number, pair: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = wellStirred(wordsOf(classId))
  return idOf(wellStirred([a, b, c, (d ^ ((round << 16) | pair)) >>> 0]))
}
