import type { EventBody, SessionEvent } from './event.ts'
import type { Session } from './session.ts'

/** Gives new events their place in the log and their play time, which never runs backwards. */
export function stamp(session: Session | null, bodies: readonly EventBody[], now: number): SessionEvent[] {
  const first = (session?.version ?? 0) + 1
  const at = Math.max(session?.at ?? 0, Math.round(now))
  return bodies.map((body, index) => ({ ...body, version: first + index, at }))
}
