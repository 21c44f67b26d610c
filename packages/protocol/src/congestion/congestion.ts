import type { Seq } from '../seq.ts'

/** Congestion control's variables (RFC 5681 §2), of a sender alone: all windows are bytes. */
export interface Congestion {
  /** The congestion window: how much may be unacknowledged on the way, whatever the peer has room for. */
  readonly cwnd: number
  /** The slow start threshold: below it cwnd grows with every ACK, from there on by one segment a round trip. */
  readonly ssthresh: number
  readonly phase: 'slow-start' | 'congestion-avoidance' | 'fast-recovery'
  /** Duplicate ACKs in a row, as RFC 5681 §2 defines one. */
  readonly duplicates: number
  /** SND.NXT when a loss was noticed last; ISS before any. What is acknowledged up to here was sent before it (RFC 6582). */
  readonly recover: Seq
  /** Bytes acknowledged in congestion avoidance since cwnd grew last (§3.1). */
  readonly counted: number
}
