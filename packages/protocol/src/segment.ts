import { add, type Seq } from './seq.ts'

/** The control bits of RFC 9293 §3.1 at their places in the header. A segment's `flags` is their sum. */
export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10
export const URG = 0x20
export const ECE = 0x40
export const CWR = 0x80

/** A sum of control bits, 0 to 255. Every combination can be represented, also those that no TCP may send. */
export type Flags = number

export type FlagName = 'FIN' | 'SYN' | 'RST' | 'PSH' | 'ACK' | 'URG' | 'ECE' | 'CWR'

/** The control bits by name, in the order in which the RFC's figures write them (`SYN,ACK`, `FIN,ACK`). */
export const FLAGS: readonly (readonly [FlagName, Flags])[] = [
  ['SYN', SYN],
  ['FIN', FIN],
  ['RST', RST],
  ['PSH', PSH],
  ['URG', URG],
  ['ECE', ECE],
  ['CWR', CWR],
  ['ACK', ACK],
]

/** A block of numbers that follow each other: its first, and the one after its last (RFC 2018 §3's left and right edge). */
export type SackBlock = readonly [left: Seq, right: Seq]

/** The options which are parsed, shown, and honoured where the window depends on them (RFC 9293 §3.2, RFC 7323). */
export interface Options {
  /** Maximum Segment Size, bytes; on SYN segments. */
  readonly mss?: number
  /** Window scale shift count, 0 to 14; on SYN segments (RFC 7323 §2). */
  readonly windowScale?: number
  /** TSval and TSecr (RFC 7323 §3). */
  readonly timestamps?: { readonly value: number; readonly echo: number }
  /** SACK-permitted; on SYN segments (RFC 2018). */
  readonly sackPermitted?: boolean
  /** SACK: what the sender holds beyond a gap, the newest first, at most 4 blocks (RFC 2018 §3). */
  readonly sack?: readonly SackBlock[]
}

/** One TCP segment as it is on the wire. Nothing here is checked: `judge` and `receive` do that. */
export interface Segment {
  readonly flags: Flags
  /** SEG.SEQ */
  readonly seq: Seq
  /** SEG.ACK. The field is always there, as it is on the wire; it means something only under the ACK flag. */
  readonly ack: Seq
  /** The header's window field, 0 to 65535, before scaling. */
  readonly window: number
  /** The payload, one character (code 0 to 255) per byte; `''` when there is none. */
  readonly text: string
  readonly options?: Options
}

export const hasSyn = (segment: Segment): boolean => (segment.flags & SYN) !== 0
export const hasFin = (segment: Segment): boolean => (segment.flags & FIN) !== 0
export const hasRst = (segment: Segment): boolean => (segment.flags & RST) !== 0
export const hasAck = (segment: Segment): boolean => (segment.flags & ACK) !== 0

/**
 * SEG.LEN, RFC 9293 §3.4: the sequence numbers which the segment occupies: its text's bytes, and one each for
 * SYN and FIN.
 */
export const seqLength = (segment: Segment): number =>
  segment.text.length + (segment.flags & SYN ? 1 : 0) + (segment.flags & FIN ? 1 : 0)

/** The first sequence number after the segment: SEG.SEQ + SEG.LEN. */
export const seqEnd = (segment: Segment): Seq => add(segment.seq, seqLength(segment))

/** A segment from its parts; what is left out is 0, empty, or an open window of 65535 bytes. */
export const segment = (parts: Partial<Segment> & Pick<Segment, 'flags' | 'seq'>): Segment => ({
  ack: 0,
  window: 65535,
  text: '',
  ...parts,
})
