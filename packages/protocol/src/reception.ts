import type { Segment } from './segment.ts'
import type { Owed, State, Tcb } from './tcb.ts'

/** Where §3.10.7 stopped with an arrival: stable ids, worded in the catalogue. */
export type StepId =
  | 'closed'
  | 'listen-rst'
  | 'listen-ack'
  | 'listen-syn'
  | 'listen-other'
  | 'syn-sent-ack'
  | 'syn-sent-rst'
  | 'syn-sent-syn'
  | 'syn-sent-other'
  | 'first-sequence'
  | 'second-rst'
  | 'fourth-syn'
  | 'fifth-ack'
  | 'sixth-urg'
  | 'seventh-text'
  | 'eighth-fin'
  // before TCP, at a host with queues
  | 'syn-queue-full'
  | 'accept-queue-full'
  | 'syn-cookie'

/** Why a variable or the state changed: stable ids, worded in the catalogue. */
export type ChangeReason =
  | 'syn-arrived'
  | 'syn-ack-arrived'
  | 'ack-of-syn'
  | 'ack-of-text'
  | 'ack-of-fin'
  | 'text-arrived'
  | 'gap-filled'
  | 'fin-arrived'
  | 'window-update'
  | 'rst-arrived'
  | 'syn-in-syn-received'
  | 'new-syn-in-time-wait'
  | 'text-after-application-left'
  | 'cookie-returned'
  | 'accept-queue-overflowed'

export type ChangedVariable = 'state' | 'SND.UNA' | 'SND.NXT' | 'SND.WND' | 'RCV.NXT' | 'RCV.WND' | 'ISS' | 'IRS'

/** One visible step of a variable or of the state. */
export interface Change {
  readonly variable: ChangedVariable
  readonly from: number | State | null
  readonly to: number | State | null
  readonly because: ChangeReason
}

/** What TCP tells the application (RFC 9293 §3.10.7, "signal the user"). */
export type Signal =
  | { readonly type: 'connection-established' }
  | { readonly type: 'connection-refused' }
  | { readonly type: 'connection-reset' }
  | { readonly type: 'peer-closing' }
  | { readonly type: 'connection-closed' }
  /** R2 or the user timeout was reached (§3.8.3, §3.10.8): Linux's ETIMEDOUT. */
  | { readonly type: 'connection-timed-out' }
  | { readonly type: 'text-delivered'; readonly text: string }

/**
 * `accepted`: the segment was taken, in whole or in part. `dropped`: nothing of it was taken, though an ACK may
 * be owed. `reset`: it was refused, and a RST is owed.
 */
export type Outcome = 'accepted' | 'dropped' | 'reset'

/** What a correct TCP makes of an arrival. */
export interface Reception {
  readonly tcb: Tcb
  readonly outcome: Outcome
  readonly step: StepId
  /** The section of RFC 9293 that decided, for example `3.10.7.4`. */
  readonly section: '3.10.7.1' | '3.10.7.2' | '3.10.7.3' | '3.10.7.4'
  /** The replies which this arrival has newly caused; they are in `tcb.owed` too. */
  readonly owed: readonly Owed[]
  readonly changes: readonly Change[]
  readonly signals: readonly Signal[]
}

/** A segment on its way through the steps. Mutable, and it lives for one call. */
export interface Arrival<T extends Tcb = Tcb> {
  readonly segment: Segment
  /** The TCB so far: to be changed by `own`. */
  tcb: T
  /** The copy that is this arrival's own, once there is one. */
  copy: Tcb | null
  outcome: Outcome
  step: StepId
  owed: Owed[]
  changes: Change[]
  signals: Signal[]
}
