import { owing } from '../owe.ts'
import type { Arrival, ChangedVariable, ChangeReason, Outcome, StepId } from '../reception.ts'
import type { Segment } from '../segment.ts'
import type { Owed, OwedReason, State, Tcb } from '../tcb.ts'

/** Ends the processing at `step`. */
export function stop(arrival: Arrival, step: StepId, outcome: Outcome): true {
  arrival.step = step
  arrival.outcome = outcome
  return true
}

/** Notes a visible change; the caller changes the TCB. */
export function note(
  arrival: Arrival,
  variable: ChangedVariable,
  from: number | State | null,
  to: number | State | null,
  because: ChangeReason,
): void {
  if (from !== to) arrival.changes.push({ variable, from, to, because })
}

type Own<T extends Tcb> = { -readonly [Name in keyof T]: T[Name] }

/**
 * The TCB to set variables in. It is a copy which nobody else knows before the last step: an arrival changes three or four
 * things, and to copy a TCB for each is half of what taking it in costs.
 */
export function own<T extends Tcb>(arrival: Arrival<T>): Own<T> {
  if (arrival.copy !== arrival.tcb) arrival.copy = arrival.tcb = { ...arrival.tcb }
  return arrival.tcb
}

/** Makes `reply` owed. */
export function owe(arrival: Arrival, reason: OwedReason, reply: Segment): void {
  const debt: Owed = { reason, reply, to: arrival.segment }
  arrival.owed.push(debt)
  own(arrival).owed = owing(arrival.tcb.owed, debt)
}
