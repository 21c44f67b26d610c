import { nthCalled, RESULTS_VERSION, reckoning } from '@woshou/classroom'
import { holders, ROLES, type Role, type SessionEvent } from '@woshou/session'
import { PARTNER_NAMES } from '@woshou/session/solo'
import type { StoredOutcome, StoredSeatResult } from '../storage/session-log.ts'

/** What the partners of solo sessions are called, whose moves are nobody's. */
const PARTNERS: ReadonlySet<string> = new Set(Object.values(PARTNER_NAMES).flatMap((names) => Object.values(names)))

/** What a session has come to so far, for one student of one end. */
export interface ReckonedSeat extends Omit<StoredSeatResult, 'ended'> {
  /** Null: it goes on, or was cut off. */
  readonly ended: StoredSeatResult['ended'] | null
}

/** What a log comes to for each student, event by event: to its end, or so far. */
export function* reckonedSeats(log: readonly SessionEvent[]): Generator<void, readonly ReckonedSeat[], void> {
  const { results, rules } = yield* reckoning(log)
  return results.map(({ called, role, student, ...counted }) => {
    const own = rules.filter((rule) => rule.role === role && rule.student === student)
    const broken = own.map(({ firstVersion, rule, times }) => ({ rule, times, firstVersion }))
    return { role, student, nth: nthCalled(called), ...counted, rules: broken }
  })
}

/**
 * What a session that has ended came to, from its log alone, event by event: as it is stored.
 * @param log the whole of it
 * @param elsewhere whether it was played in a browser, beside a partner that it played itself
 */
export function* reckoned(log: readonly SessionEvent[], elsewhere: boolean): Generator<void, StoredOutcome, void> {
  const [created] = log
  if (created?.type !== 'session-created') throw new Error('a session begins with session-created')
  const end = log.findLast((event) => event.type === 'session-ended')
  if (end?.type !== 'session-ended') throw new Error('a session that has not ended has come to nothing yet')
  const all = yield* reckonedSeats(log)
  const played = elsewhere ? ROLES.filter((role) => !isPartners(log, role)) : ROLES
  const seats = all.flatMap((seat) => (played.includes(seat.role) ? { ...seat, ended: end.reason } : []))
  return { level: created.level, reckoned: RESULTS_VERSION, seats }
}

const isPartners = (log: readonly SessionEvent[], role: Role): boolean =>
  holders(log, role).some(({ name }) => PARTNERS.has(name))
