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
  /** SND.NXT when a loss was noticed last; ISS before any. What lies before it was sent before that (RFC 6582 §3.2). */
  readonly recover: Seq
  /** Bytes acknowledged in congestion avoidance since cwnd grew last (§3.1). */
  readonly counted: number
}

/** What an event makes of them, and whether the segment at SND.UNA is to be sent again now. */
export interface Step {
  readonly congestion: Congestion
  readonly resend: boolean
}

/** §3.1: slow start below ssthresh, congestion avoidance above; at ssthresh itself the sender may choose. */
export const phaseOf = (cwnd: number, ssthresh: number): Congestion['phase'] =>
  cwnd < ssthresh ? 'slow-start' : 'congestion-avoidance'

/**
 * Equation (4) of §3.1: ssthresh = max (FlightSize / 2, 2*SMSS).
 * @param flight FlightSize: bytes sent and not acknowledged
 */
export const halved = (flight: number, smss: number): number => Math.max(Math.floor(flight / 2), 2 * smss)
