import { isRole, peerOf, SEATS, type Seat } from '@woshou/session'
import type { ClassEventBody } from '../facts/class-event.ts'
import { type Classroom, type Round, running } from './classroom.ts'

/** Where a student sits. */
export interface ClassSeat {
  readonly round: number
  readonly pair: number
  readonly role: Seat
}

/** Who sits where in the pairs of a round: a thousand phones are told of their seats each time that these change. */
const seated = new WeakMap<Round['pairs'], ReadonlyMap<string, ClassSeat>>()

/** Where a student sits in the newest round, or sat when it was closed; null when nowhere. */
export function seatOf({ rounds }: Classroom, participant: string): ClassSeat | null {
  const newest = rounds.at(-1)
  if (!newest) return null
  const seats = seated.get(newest.pairs) ?? seatsOf(newest)
  seated.set(newest.pairs, seats)
  return seats.get(participant) ?? null
}

function seatsOf({ pairs, round }: Round): ReadonlyMap<string, ClassSeat> {
  const seats = new Map<string, ClassSeat>()
  for (const own of pairs)
    for (const role of SEATS) {
      const student = own[role]
      if (student && !seats.has(student)) seats.set(student, { round, pair: own.pair, role })
    }
  return seats
}

/** What the host knows of the running round and the log does not. */
export interface Live {
  /** Seats whose student has been away for so long that somebody else may have them, longest first. */
  readonly vacant: readonly Pick<ClassSeat, 'pair' | 'role'>[]
  /** The pairs whose session is over. */
  readonly over: ReadonlySet<number>
}

/**
 * Where a student sits down who has none in the running round: where they had gone from while a bot is there, else with a
 * student who waits, else in a bot's place, else opposite to a bot. Empty when no round runs, or they sit already.
 * @param seed of the session, if a pair has to begin
 */
export function seatLate(
  classroom: Classroom,
  participant: string,
  { over, vacant }: Live,
  seed: number,
): readonly ClassEventBody[] {
  const round = running(classroom)
  if (!round || seatOf(classroom, participant)) return []
  const goesOn = (pair: number) => !over.has(pair)
  const out = round.takenOut.get(participant)
  const mayJoin = (pair: number) => goesOn(pair) && pair !== out
  const waiting = vacant.find(({ pair }) => mayJoin(pair))
  const bots = round.pairs.find(({ client, pair, server }) => mayJoin(pair) && (client === null) !== (server === null))
  const why = 'late'
  const own = round.gone.get(participant)
  const left = own && goesOn(own.pair) ? round.pairs.find(({ pair }) => pair === own.pair) : undefined
  if (own && left && left[own.role] === null)
    return [{ type: 'seat-changed', round: round.round, ...own, to: participant, why: 'returned' }]
  if (waiting) return [{ type: 'seat-changed', round: round.round, ...waiting, to: participant, why }]
  if (bots) {
    const role = bots.client === null ? 'client' : 'server'
    return [{ type: 'seat-changed', round: round.round, pair: bots.pair, role, to: participant, why }]
  }
  const pair = Math.max(0, ...round.pairs.map((one) => one.pair)) + 1
  const last = classroom.history.get(participant)?.last
  const role = last === 'client' ? 'server' : 'client'
  return [{ type: 'seat-changed', round: round.round, pair, role, to: participant, why, seed }]
}

/**
 * Who takes the seat of one who has gone: a student who has none, else a bot. Empty when a bot has it, or nobody is
 * opposite who would be left alone.
 * @param waiting students without a seat, longest first
 */
export function fillVacant(
  classroom: Classroom,
  seat: ClassSeat,
  waiting: readonly string[],
): readonly ClassEventBody[] {
  const round = running(classroom)
  const own = round?.round === seat.round ? round.pairs.find(({ pair }) => pair === seat.pair) : undefined
  if (!own) return []
  const { role } = seat
  if (!isRole(role)) return own.network === undefined ? [] : [{ type: 'seat-changed', ...seat, to: null, why: 'gone' }]
  const other = own[peerOf(role)]
  if (own[role] === null || other === null) return []
  const [next = null] = waiting.filter((student) => seatOf(classroom, student) === null)
  return [{ type: 'seat-changed', ...seat, to: next, why: 'gone' }]
}

/** Milliseconds without any teacher after which a pause ends by itself. */
export const UNTAUGHT = 15 * 60_000

/** Ends a pause that nobody is there to end. @param awayFor ms since the last teacher was connected */
export function endUntaughtPause(classroom: Classroom, awayFor: number): readonly ClassEventBody[] {
  const round = running(classroom)
  if (!round || round.pausedAt === null || awayFor < UNTAUGHT) return []
  return [{ type: 'round-resumed', round: round.round, because: 'nobody-teaches' }]
}
