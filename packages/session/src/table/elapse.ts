import type { Timer } from '@woshou/protocol'
import { arriving } from '../eyes/end.ts'
import type { EventBody } from '../facts/event.ts'
import { peerOf, ROLES, type Role } from '../facts/role.ts'
import type { WishedCall } from '../facts/scenario.ts'
import { type Happening, leavingNext, withSequel } from './happening.ts'
import type { Coming, Session } from './session.ts'
import { arrivalOf } from './strangers.ts'
import { nextCall } from './wishes.ts'

type Timed = { readonly at: number } & (
  | { readonly kind: 'arrival'; readonly sent: number }
  | { readonly kind: 'deadline'; readonly index: number }
  | { readonly kind: 'call'; readonly role: Role; readonly call: WishedCall }
  | { readonly kind: 'stranger'; readonly coming: Coming }
  | { readonly kind: 'leaving'; readonly left: EventBody }
)

/**
 * The first thing that the passing of time brings about, with what follows from it; null when nothing is due. To be
 * called again with the session it gives, until it is null: a second thing may depend on the first.
 * @param now play time in ms
 */
export function elapse(session: Session, now: number): Happening | null {
  const timed = firstTimed(session)
  if (!timed || timed.at > now) return null
  if (timed.kind === 'arrival') {
    const flight = session.inFlight.find(({ sent }) => sent === timed.sent)
    if (!flight) throw new Error(`no segment ${timed.sent} on the wire`)
    const role = peerOf(flight.from)
    const { outcome, step } =
      session.level === 'coached' ? arriving(session.ends[role], flight.segment) : { outcome: null, step: null }
    const { sent, segment } = flight
    return withSequel(session, [{ type: 'segment-arrived', role, sent, segment, outcome, step }], now)
  }
  if (timed.kind === 'call') {
    const { call, role } = timed
    return withSequel(session, [{ type: 'application-called', role, call }], now)
  }
  if (timed.kind === 'stranger') return withSequel(session, [arrivalOf(session, timed.coming)], now)
  if (timed.kind === 'leaving') return withSequel(session, [timed.left], now)
  const deadline = session.deadlines[timed.index]
  if (!deadline) throw new Error(`no deadline ${timed.index}`)
  const { role, timer } = deadline
  return withSequel(session, [{ type: 'timer-expired', role, timer }], now)
}

/**
 * All that time brings about by `now` after something has happened, added to it: one thing to store, not several.
 * @param now play time in ms
 */
export function withElapsed(happening: Happening, now: number): Happening {
  let { session } = happening
  let events = happening.events
  for (let next = elapse(session, now); next; next = elapse(session, now)) {
    events = [...events, ...next.events]
    session = next.session
  }
  return events === happening.events ? happening : { events, session }
}

/** Play time in ms at which `elapse` has something to do next; null when only a move can change anything. */
export const nextDue = (session: Session): number | null => firstTimed(session)?.at ?? null

/** Timers that no reply of the other student could stop. */
const UNHURRIED: ReadonlySet<Timer> = new Set(['time-wait', 'delayed-ack', 'idle-restart'])

/**
 * Whether no reply can be on its way or in a student's mind. People take longer than machines: a timer that waits for
 * a reply runs out only where there really will be none, because something was lost. A segment that waits on the wire for
 * its counterpart doesn't count: nothing may ever come for it.
 */
const nobodyThinks = ({ ends, inFlight }: Session): boolean =>
  inFlight.every(({ arrivals }) => arrivals === null) &&
  ROLES.every((role) => ends[role].tcb.owed.length === 0 && ends[role].inbox.length === 0)

function firstTimed(session: Session): Timed | null {
  const { deadlines, ended, stopped, inFlight } = session
  if (ended || stopped) return null
  let first: Timed | null = null
  for (const { arrivals, sent } of inFlight) {
    const at = arrivals?.[0]
    if (at !== undefined && (!first || at < first.at)) first = { kind: 'arrival', sent, at }
  }
  const still = deadlines.length > 0 && nobodyThinks(session)
  for (const [index, { at, timer }] of deadlines.entries()) {
    if (!still && !UNHURRIED.has(timer)) continue
    if (!first || at < first.at) first = { kind: 'deadline', index, at }
  }
  for (const role of ROLES) {
    const next = nextCall(session, role)
    if (next && (!first || next.at < first.at)) first = { kind: 'call', role, ...next }
  }
  const [coming] = session.coming
  if (coming && (!first || coming.at < first.at)) first = { kind: 'stranger', coming, at: coming.at }
  const leaving = leavingNext(session)
  if (leaving && (!first || leaving.at < first.at)) first = { kind: 'leaving', ...leaving }
  return first
}
