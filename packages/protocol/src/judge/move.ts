import type { RuleId } from '../rule-id.ts'
import { ACK, FIN, type Flags, RST, type Segment, SYN } from '../segment.ts'
import {
  isSynArrived,
  isSynchronized,
  type OwedReason,
  type SynArrivedTcb,
  type SynchronizedTcb,
  type Tcb,
} from '../tcb.ts'
import type { Field, Violation, Worked } from '../verdict.ts'

/** A wrong move as the rules look at it. */
export interface WrongMove {
  readonly tcb: Tcb
  readonly segment: Segment
  readonly syn: boolean
  readonly fin: boolean
  readonly rst: boolean
  readonly ack: boolean
  /** Neither text nor SYN, FIN or RST. */
  readonly pure: boolean
  /** The TCB where SND and RCV are both known. */
  readonly whole: SynchronizedTcb | null
  /** The TCB of a listener that has not answered a SYN yet. */
  readonly asked: SynArrivedTcb | null
}

export const wrongMoveOf = (tcb: Tcb, segment: Segment): WrongMove => {
  const has = (bit: Flags): boolean => (segment.flags & bit) !== 0
  return {
    tcb,
    segment,
    syn: has(SYN),
    fin: has(FIN),
    rst: has(RST),
    ack: has(ACK),
    pure: segment.text === '' && !has(SYN | FIN | RST),
    whole: isSynchronized(tcb) ? tcb : null,
    asked: isSynArrived(tcb) ? tcb : null,
  }
}

export const owes = (move: WrongMove, ...reasons: OwedReason[]): boolean =>
  move.tcb.owed.some((o) => reasons.includes(o.reason))

/** The third segment of the handshake is still to be sent. */
export const isThird = (move: WrongMove): boolean =>
  move.whole !== null && owes(move, 'acknowledge-syn-ack') && !move.whole.passive

/** A rule looks at a wrong move and either explains it or passes. */
export type Rule = (move: WrongMove) => Violation | null

export const violation = (
  rule: RuleId,
  section: string,
  field: Field,
  chosen: number | string,
  allowed: readonly Worked[],
  because?: Readonly<Record<string, number | string>>,
): Violation =>
  because === undefined ? { rule, section, field, chosen, allowed } : { rule, section, field, chosen, allowed, because }
