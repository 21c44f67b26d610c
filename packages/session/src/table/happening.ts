import { nextLeaving } from '../eyes/listener.ts'
import type { EventBody, SessionEvent } from '../facts/event.ts'
import { ROLES } from '../facts/role.ts'
import { evolve } from './evolve.ts'
import { surface } from './link.ts'
import type { Session } from './session.ts'
import { stamp } from './stamp.ts'
import { nextCall, satisfied } from './wishes.ts'

/** What happens: events with their places in the log, and the session once they have happened. */
export interface Happening {
  readonly events: readonly SessionEvent[]
  readonly session: Session
}

/**
 * The given events and all that follows from them at once: the applications' next calls, and the end of the session.
 * They are folded on the way, so whoever stores them need not fold them again.
 * @param now play time in ms
 */
export function withSequel(session: Session, causes: readonly EventBody[], now: number): Happening {
  const events = stamp(session, causes, now)
  let after = events.reduce(evolve, session)
  for (let next = sequel(after); next; next = sequel(after)) {
    for (const event of stamp(after, [next], now)) {
      events.push(event)
      after = evolve(after, event)
    }
  }
  return { events, session: after }
}

function sequel(session: Session): EventBody | null {
  if (session.stopped) return null
  const old = session.scenario.link.old.filter(({ after }) => after === 'start')[session.surfaced]
  if (session.started && !session.ended && old) return surface(session, old, session.at)
  for (const role of ROLES) {
    const next = nextCall(session, role)
    if (next && next.at <= session.at) return { type: 'application-called', role, call: next.call }
  }
  // an application that accepts at once does so before anything else happens
  const leaving = session.ended ? null : leavingNext(session)
  if (leaving && leaving.at <= session.at) return leaving.left
  return goalReached(session) ? { type: 'session-ended', reason: 'goal-reached' } : null
}

/** What leaves a listening host's queue next by itself, and the play time at which it does. */
export function leavingNext({ ends, pace }: Session): { readonly at: number; readonly left: EventBody } | null {
  let first: { readonly at: number; readonly left: EventBody } | null = null
  for (const role of ROLES) {
    const { listener } = ends[role]
    const next = listener && nextLeaving(listener, pace)
    if (!next || (first && first.at <= next.at)) continue
    const { at, stranger, why } = next
    first = { at, left: { type: 'queue-left', role, stranger, why } }
  }
  return first
}

function goalReached(session: Session): boolean {
  const { ends, ended, flagsSent, scenario, started, inFlight } = session
  if (!started || ended || inFlight.length > 0 || (flagsSent.client | flagsSent.server) === 0) return false
  return ROLES.every(
    (role) =>
      scenario.goal[role].includes(ends[role].tcb.state) &&
      ends[role].tcb.owed.length === 0 &&
      ends[role].inbox.length === 0 &&
      satisfied(session, role),
  )
}
