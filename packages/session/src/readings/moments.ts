import type { SessionEvent } from '../facts/event.ts'
import { evolve } from '../table/evolve.ts'
import type { Session } from '../table/session.ts'

/** One event of a log, with the session before and after it. */
export interface Moment {
  readonly event: SessionEvent
  /** Null before the first event. */
  readonly before: Session | null
  readonly session: Session
}

/**
 * A log event by event: for whoever reads what came of each. Nothing is decided here: the same fold as live.
 * @param from the session which the first of these events follows; null when the log is a whole one
 */
export function* moments(log: Iterable<SessionEvent>, from: Session | null = null): Generator<Moment, void> {
  let before = from
  for (const event of log) {
    const session: Session = evolve(before, event)
    yield { event, before, session }
    before = session
  }
}

/** The session to which events lead; null when there are none. @param from the session which they follow, if any */
export function sessionOf(log: Iterable<SessionEvent>, from: Session | null = null): Session | null {
  let session = from
  for (const event of log) session = evolve(session, event)
  return session
}
