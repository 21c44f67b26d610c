import type { EventBody, SessionEvent } from '../facts/event.ts'
import type { Session } from './session.ts'

/** Gives new events their place in the log and their play time, which never runs backwards. */
export function stamp(session: Session, bodies: readonly EventBody[], now: number): SessionEvent[] {
  const first = session.version + 1
  const at = Math.max(session.at, Math.round(now))
  return bodies.map((body, index) => ({ ...body, version: first + index, at }))
}
