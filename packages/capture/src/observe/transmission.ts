import type { Segment } from '@woshou/protocol'
import type { Role } from '@woshou/session'

/**
 * One sending of a conversation on its way past the capturing card. Numbers are positions: counted from the sender's
 * initial sequence number (0 is its SYN), so that they compare as ordinary numbers.
 */
export interface Transmission {
  readonly from: Role
  /** Of its first number, and after its last. */
  readonly position: number
  readonly end: number
  /** What it acknowledges, in the peer's positions; null without the ACK flag. */
  readonly acknowledges: number | null
  /** When it passed the card, ms; no two at once. */
  at: number
  /** When it would have passed had it not been overtaken on its way to the card; else the same. */
  left: number
  /** Null: the capture does not hold it, and only its acknowledgement shows that it was sent. */
  readonly segment: Segment | null
  /** For an inferred one: whether it is the SYN that is missing. */
  readonly syn: boolean
  /** For an inferred one: whether it is a FIN. */
  readonly fin: boolean
  readonly rst: boolean
  /** The packet in the file; of an inferred one that before which it must have been. */
  readonly packet: number
  /** Which piece of its packet it is, from 0. */
  readonly piece: number
  /** Later times at which copies of it passed the card. */
  readonly copies: number[]
  lost: boolean
}

/** One microsecond, ms: the finest time that most captures know. */
export const TICK = 0.001
