import { ACK, CWR, ECE, FIN, FLAGS, type Flags, hasAck, PSH, RST, type Segment, SYN, URG } from './segment.ts'
import { relativeTo, SEQ_MODULUS, type Seq } from './seq.ts'

/** How numbers are shown: relative to an ISN when one is given, else raw. */
export interface NotationStyle {
  /** The sender's ISN: SEQ is shown counted from it. */
  readonly relativeSend?: Seq
  /** The peer's ISN: ACK is shown counted from it. */
  readonly relativeReceive?: Seq
}

/** The names of each set of flags: `judge` words them several times for each segment. */
const WORDED: readonly string[] = Array.from({ length: 0x100 }, (_, flags) =>
  FLAGS.filter(([, bit]) => flags & bit)
    .map(([name]) => name)
    .join(','),
)

/** Flag names in the figures' order, `SYN,ACK`; '' without any. */
export const formatFlags = (flags: Flags): string => WORDED[flags & 0xff] as string

/** The RFC's notation: `<SEQ=100><CTL=SYN>`, `<SEQ=101><ACK=301><CTL=ACK><DATA=5>`. */
export function formatSegment(segment: Segment, style: NotationStyle = {}): string {
  const seq = style.relativeSend === undefined ? segment.seq : relativeTo(segment.seq, style.relativeSend)
  const ack = style.relativeReceive === undefined ? segment.ack : relativeTo(segment.ack, style.relativeReceive)
  const ackPart = hasAck(segment) ? `<ACK=${ack}>` : ''
  const data = segment.text === '' ? '' : `<DATA=${segment.text.length}>`
  return `<SEQ=${seq}>${ackPart}<CTL=${formatFlags(segment.flags)}>${data}`
}

/** What a typed line says. What it does not say is left out; `text` and `length` exclude each other. */
export interface TypedSegment {
  readonly flags: Flags
  readonly seq?: number
  readonly ack?: number
  readonly length?: number
  readonly text?: string
  readonly window?: number
}

export type TypedErrorCode =
  | 'unknown-flag'
  | 'unknown-field'
  | 'not-a-number'
  | 'number-too-large'
  | 'field-twice'
  | 'empty'

export type TypedResult =
  | { readonly ok: true; readonly segment: TypedSegment }
  | {
      readonly ok: false
      readonly error: { readonly code: TypedErrorCode; readonly at: number; readonly word: string }
    }

const LETTERS: Readonly<Record<string, Flags>> = { S: SYN, A: ACK, F: FIN, R: RST, P: PSH, U: URG, E: ECE, C: CWR }
const NAMES: Readonly<Record<string, Flags>> = { SYN, ACK, FIN, RST, PSH, URG, ECE, CWR }
const FIELDS: Readonly<Record<string, 'seq' | 'ack' | 'length' | 'window'>> = {
  seq: 'seq',
  ack: 'ack',
  len: 'length',
  length: 'length',
  data: 'length',
  win: 'window',
  window: 'window',
  wnd: 'window',
}

/** What Chinese input methods type for ASCII, character for character, so that places in the line stay the same. */
const toAscii = (line: string): string =>
  line
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .replaceAll('、', ',')
    .replaceAll('。', ' ')
    .replaceAll('【', '[')
    .replaceAll('】', ']')

/** Options and the like, which pasted lines bring along and no move has. */
const STEPPED_OVER =
  /^(?:(?:mss|ws|wscale|tsval|tsecr|sack_perm|id|ttl)\s*[=:]\s*\w+|options\s*\[[^\]]*\]|\d+\s*(?:→|->)\s*\d+)/i

/** A flag of textbooks' notation: `SYN=1`, `ACK=1`. `ACK=1` alone is an acknowledgement number, as in the RFC's. */
function textbookFlag(line: string, at: number): { readonly flags: Flags; readonly length: number } | null {
  const found = /^(SYN|ACK|FIN|RST|PSH|URG|ECE|CWR)(\s*[=:]\s*)([01])(?![\w])/i.exec(line.slice(at))
  if (!found) return null
  const name = (found[1] as string).toUpperCase()
  const rest = `${line.slice(0, at)} ${line.slice(at + found[0].length)}`
  const otherFlag = /(?:^|[\s,;])(?:SYN|FIN|RST|PSH|URG)\s*[=:]\s*[01](?!\w)/i.test(rest)
  const otherAck = /(?:^|[\s,;<])ack\s*[=:]?\s*\d/i.test(rest)
  const number = name === 'ACK' && ((!otherFlag && !otherAck) || (otherAck && found[1] !== 'ACK'))
  return number ? null : { flags: found[3] === '1' ? (NAMES[name] ?? 0) : 0, length: found[0].length }
}

/**
 * The typed form: `SA seq=300 ack=101 len=5`, `SYN,ACK seq=300 ack=101`, `PA seq=1 ack=1 text=hello`, and the RFC's
 * own `<SEQ=300><ACK=101><CTL=SYN,ACK>`; also what people paste: textbooks' `SYN=1 ACK=1 seq=300 ack=101`, tcpdump's
 * `Flags [S.], seq 300, ack 101, length 0`, Wireshark's `[SYN, ACK] Seq=300 Ack=101 Len=0`, full-width forms. Total; tolerant of case, spaces and order; `at` counts characters from 0.
 */
export function parseTyped(input: string): TypedResult {
  const typed = input.slice(0, 4096)
  const line = toAscii(typed)
  let flags: Flags = 0
  const fields: { seq?: number; ack?: number; length?: number; window?: number; text?: string } = {}
  let at = 0
  let seen = false
  const fail = (code: TypedErrorCode, where: number, word: string): TypedResult => ({
    ok: false,
    error: { code, at: where, word: word.slice(0, 40) },
  })
  while (at < line.length) {
    const gap = /^[\s<>;,]+/.exec(line.slice(at)) ?? STEPPED_OVER.exec(line.slice(at))
    if (gap) {
      at += gap[0].length
      continue
    }
    seen = true
    const bracket = /^(flags\s*[=:]?\s*)?\[([^\]]*)\]/i.exec(line.slice(at))
    if (bracket) {
      const [whole, before, inside = ''] = bracket
      // tcpdump writes a point for ACK, and [none].
      const parsed = before ? parseFlags(inside.replace(/^none$/i, '').replaceAll('.', 'A')) : parseFlags(inside)
      if (parsed === null) return fail('unknown-flag', at, inside)
      flags |= parsed
      at += whole.length
      continue
    }
    const bit = textbookFlag(line, at)
    if (bit) {
      flags |= bit.flags
      at += bit.length
      continue
    }
    const pair =
      /^([A-Za-z]+)\s*[=:]\s*/.exec(line.slice(at)) ?? /^(seq|ack|win|len|length)\s+(?=\d)/i.exec(line.slice(at))
    if (pair) {
      const name = (pair[1] as string).toLowerCase()
      const start = at
      at += pair[0].length
      if (name === 'text') {
        if (fields.text !== undefined || fields.length !== undefined) return fail('field-twice', start, name)
        const quoted = /^"([^"]*)"/.exec(typed.slice(at))
        const bare = quoted ?? /^([^\s<>]*)/.exec(typed.slice(at))
        fields.text = bare?.[1] ?? ''
        at += bare?.[0].length ?? 0
        continue
      }
      if (name === 'ctl' || name === 'flags') {
        const word = /^[A-Za-z,|+\s]*?(?=$|[>;]|\s+[A-Za-z]+\s*[=:])/.exec(line.slice(at))?.[0] ?? ''
        const parsed = word.trim() === '' ? 0 : parseFlags(word)
        if (parsed === null) return fail('unknown-flag', at, word)
        flags |= parsed
        at += word.length
        continue
      }
      const field = FIELDS[name]
      if (field === undefined) return fail('unknown-field', start, name)
      if (fields[field] !== undefined || (field === 'length' && fields.text !== undefined))
        return fail('field-twice', start, name)
      const digits = /^[0-9][0-9_]*/.exec(line.slice(at))?.[0]
      // tcpdump's seq 300:305 names the number behind the text too.
      const upTo = field === 'seq' && digits ? (/^:\d+/.exec(line.slice(at + digits.length))?.[0] ?? '') : ''
      const rest = (/^[^\s<>,;]*/.exec(line.slice(at))?.[0] ?? '').replace(upTo, '')
      if (digits === undefined || rest !== digits) return fail('not-a-number', at, rest)
      const value = Number(digits.replaceAll('_', ''))
      if (value >= (field === 'window' || field === 'length' ? 65_536 : SEQ_MODULUS))
        return fail('number-too-large', at, digits)
      fields[field] = value
      at += digits.length + upTo.length
      if (line[at] === ',') at++
      continue
    }
    const word = /^[^\s<>;=]+/.exec(line.slice(at))?.[0] ?? line.slice(at, at + 1)
    const parsed = parseFlags(word)
    if (parsed === null) return fail('unknown-flag', at, word)
    flags |= parsed
    at += word.length
  }
  if (!seen) return fail('empty', 0, '')
  return { ok: true, segment: { flags, ...fields } }
}

function parseFlags(word: string): Flags | null {
  let flags: Flags = 0
  for (const part of word.split(/[,|+\s]+/)) {
    if (part === '' || part === '-' || part === '.') continue
    const upper = part.toUpperCase()
    const name = Object.hasOwn(NAMES, upper) ? NAMES[upper] : undefined
    if (name !== undefined) {
      flags |= name
      continue
    }
    for (const letter of upper) {
      const bit = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined
      if (bit === undefined) return null
      flags |= bit
    }
  }
  return flags
}

const LETTER_OF: readonly (readonly [Flags, string])[] = [
  [SYN, 'S'],
  [FIN, 'F'],
  [RST, 'R'],
  [PSH, 'P'],
  [URG, 'U'],
  [ECE, 'E'],
  [CWR, 'C'],
  [ACK, 'A'],
]

/** The typed form of a segment: `SA seq=300 ack=101`, `PA seq=1 ack=1 len=5`; `parseTyped` reads it back. */
export function formatTyped(segment: Segment): string {
  const letters = LETTER_OF.filter(([bit]) => segment.flags & bit)
    .map(([, letter]) => letter)
    .join('')
  const ack = hasAck(segment) ? ` ack=${segment.ack}` : ''
  const length = segment.text === '' ? '' : ` len=${segment.text.length}`
  return `${letters === '' ? '-' : letters} seq=${segment.seq}${ack}${length}`
}
