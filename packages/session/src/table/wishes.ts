import { delivered } from '@woshou/protocol'
import type { End } from '../eyes/end.ts'
import type { Role } from '../facts/role.ts'
import type { Condition, WishedCall } from '../facts/scenario.ts'
import type { Session } from './session.ts'

/** A call which the end's application makes, and the play time in ms from which on it does. */
export interface NextCall {
  readonly call: WishedCall
  readonly at: number
}

/** The end's next call; null when it waits for something other than time, or has no more to wish. */
export function nextCall(session: Session, role: Role): NextCall | null {
  if (!session.started || session.ended) return null
  const wish = session.scenario.ends[role].wishes[session.called[role]]
  const end = session.ends[role]
  if (!wish || end.inbox.length > 0 || !carriedOut(end) || !holds(wish.when, end)) return null
  const { after = 0, quiet } = wish.when
  const at = session.calledAt[role] + Math.round(after * session.pace)
  // from what the own end did last: whoever plays it may take the time that it takes
  const rested = quiet === undefined ? at : session.stirredAt[role] + Math.round(quiet * session.pace)
  return { call: wish.call, at: Math.max(at, rested) }
}

/** Whether the end has done all that its application asked for, and the application has no more to ask. */
export const satisfied = (session: Session, role: Role): boolean =>
  session.called[role] >= session.scenario.ends[role].wishes.length && carriedOut(session.ends[role])

/** Whether the end has done all that its application has asked for so far. */
export function carriedOut({ room, tcb: { calls } }: End): boolean {
  return room === null && !calls.open && calls.text === '' && !calls.close && !calls.abort
}

function holds(condition: Condition, { tcb }: End): boolean {
  const { bytes, peerClosed, allAcknowledged } = delivered(tcb)
  return (
    (condition.states?.includes(tcb.state) ?? true) &&
    bytes >= (condition.received ?? 0) &&
    (!condition.peerClosed || peerClosed) &&
    (!condition.acknowledged || allAcknowledged) &&
    (!condition.nothingOwed || tcb.owed.length === 0)
  )
}
