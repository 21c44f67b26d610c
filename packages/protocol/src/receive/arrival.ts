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

/** Makes `reply` owed. */
export function owe(arrival: Arrival, reason: OwedReason, reply: Segment): void {
  const debt: Owed = { reason, reply, to: arrival.segment }
  arrival.owed.push(debt)
  arrival.tcb = { ...arrival.tcb, owed: owing(arrival.tcb.owed, debt) } as Tcb
}
