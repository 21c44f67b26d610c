import {
  type ClassEventBody,
  type Classroom,
  type ClassSeat,
  endUntaughtPause,
  fillVacant,
  happen,
  running,
  seatLate,
  seatOf,
  UNTAUGHT,
} from '@woshou/classroom'
import { SEATS } from '@woshou/session'
import type { ClassPeople } from './class-people.ts'

/** What a class's host knows that its log does not. Times are ticks: milliseconds that never go back. */
interface Circumstances {
  readonly people: Pick<ClassPeople, 'awaySince' | 'called' | 'stateOf'>
  /** The pairs of the newest round whose session is over. */
  readonly over: ReadonlySet<number>
  /** Since when no teacher has been there; null while one is. */
  readonly untaughtSince: number | null
  /** Since when the round has been played without a pause, as far as is known here. */
  readonly playingSince: number
  /** Milliseconds without a connection after which somebody else may have a seat. */
  readonly vacantAfter: number
  readonly ticks: number
  /** A seed for the session of a pair that begins. */
  readonly draw: () => number
}

/**
 * What the passing of time brings about in a class: who came late sits down, whose student has gone is given to another, a
 * pause that nobody is there to end is over. Nobody is taken for gone in a pause: phones sleep then.
 * @returns what is due now, and when something will be next, in ticks; null when nothing is to be waited for
 */
export function whatTimeBrings(
  classroom: Classroom,
  given: Circumstances,
): { readonly bodies: readonly ClassEventBody[]; readonly next: number | null } {
  const round = running(classroom)
  if (!round) return { bodies: [], next: null }
  const { over, people, ticks, untaughtSince } = given
  const paused = round.pausedAt !== null
  let after = classroom
  const bodies: ClassEventBody[] = []
  const take = (some: readonly ClassEventBody[]): void => {
    if (some.length === 0) return
    bodies.push(...some)
    after = happen(after, some, classroom.at, null).classroom
  }
  if (untaughtSince !== null) take(endUntaughtPause(classroom, ticks - untaughtSince))
  // the table says that they are out, since their phone is another student's now, and the log does not know yet
  for (const participant of sitters(classroom))
    if (isOut(people, participant)) take(shutOut(after, participant, people.stateOf(participant) === 'barred'))
  const gone = paused ? [] : goneFrom(after, given)
  const vacant = gone.filter(({ since }) => since + given.vacantAfter <= ticks).map(({ seat }) => seat)
  for (const [participant, { present }] of people.called)
    if (present && !seatOf(after, participant))
      take(seatLate(after, participant, { vacant: stillOf(after, vacant), over }, given.draw()))
  for (const seat of stillOf(after, vacant)) take(fillVacant(after, seat, []))
  const next = [
    ...gone.flatMap(({ seat, since }) => (isFilled(after, seat) ? [since + given.vacantAfter] : [])),
    ...(paused && untaughtSince !== null ? [untaughtSince + UNTAUGHT] : []),
  ].filter((at) => at > ticks && Number.isFinite(at))
  return { bodies, next: next.length > 0 ? Math.min(...next) : null }
}

const sitters = (classroom: Classroom): readonly string[] =>
  (running(classroom)?.pairs ?? []).flatMap((pair) => SEATS.flatMap((role) => pair[role] ?? []))

const isOut = (people: Circumstances['people'], participant: string): boolean => {
  const state = people.stateOf(participant)
  return state === 'removed' || state === 'barred'
}

function shutOut(classroom: Classroom, participant: string, bar: boolean): readonly ClassEventBody[] {
  const seat = seatOf(classroom, participant)
  const removed = { type: 'student-removed', participant, bar } as const
  return [
    ...(classroom.removed.has(participant) ? [] : [removed]),
    ...(seat ? [{ type: 'seat-changed', ...seat, to: null, why: 'removed' } as const] : []),
  ]
}

/** Seats whose student is not connected, and since when that counts; the longest first. */
function goneFrom(
  classroom: Classroom,
  { over, people, playingSince }: Circumstances,
): readonly { readonly seat: ClassSeat; readonly since: number }[] {
  const round = running(classroom)
  if (!round) return []
  return round.pairs
    .filter(({ pair }) => !over.has(pair))
    .flatMap((pair) =>
      SEATS.flatMap((role) => {
        const student = pair[role]
        const since = student ? people.awaySince(student) : null
        if (since === null) return []
        return [{ seat: { round: round.round, pair: pair.pair, role }, since: Math.max(since, playingSince) }]
      }),
    )
    .sort((a, b) => a.since - b.since)
}

/** Those seats that still are whose they were. */
const stillOf = (classroom: Classroom, seats: readonly ClassSeat[]): readonly ClassSeat[] =>
  seats.filter((seat) => isFilled(classroom, seat))

function isFilled(classroom: Classroom, { pair, role }: ClassSeat): boolean {
  const own = running(classroom)?.pairs.find((one) => one.pair === pair)
  return typeof own?.[role] === 'string'
}
