import { type Level, type Localized, type Role, SEATS, type Seat } from '@woshou/session'
import type { Sitter } from '../facts/pairs.ts'
import type { Point } from '../facts/round-plan.ts'
import { sessionIdOf } from '../facts/session-id.ts'
import type { Shown } from '../facts/shown.ts'
import { counted, type Poll } from '../poll/poll.ts'
import { talksTo } from '../poll/talk-partners.ts'
import type { Votes } from '../poll/votes.ts'
import { type RoundClock, roundClock } from '../round/round-clock.ts'
import { type Classroom, pairOf, running } from '../table/classroom.ts'
import { type ClassSeat, seatOf } from '../table/seats.ts'
import { type BoardPoll, boardPoll, type PhonePoll, phonePoll, type WallPoll, wallPoll } from './poll-eyes.ts'

/** What the table of participants knows of one; names are nowhere else. */
export interface Called {
  readonly name: string
  readonly pseudonym: Localized
  readonly present: boolean
  /** Milliseconds since 1970, UTC. */
  readonly cameAt: number
}

/** What a viewer is shown is made of these. */
export interface Class {
  readonly id: string
  readonly classroom: Classroom
  readonly people: ReadonlyMap<string, Called>
  /** Of the newest poll. */
  readonly votes: Votes
  /** Milliseconds since 1970, UTC. */
  readonly now: number
}

/** lobby: before the first round, and between rounds. */
export type ClassPhase = 'lobby' | 'playing' | 'paused'

interface SeenRound {
  readonly round: number
  readonly title: Localized
  readonly level: Level
  readonly until: Point
  readonly clock: RoundClock
}

/** A phone's: of its own, and of nobody else but who sits opposite. */
export interface ParticipantView {
  readonly phase: ClassPhase
  readonly name: string
  readonly pseudonym: Localized
  readonly round: SeenRound | null
  readonly seat: { readonly session: string; readonly role: Seat } | null
  /** Since when time stands still, ms since 1970, UTC; null while it goes on. */
  readonly pause: { readonly since: number } | null
  /** The newest pause ended by itself: no teacher was connected for a quarter of an hour. */
  readonly untaught: boolean
  /** Who else is in the pair; a bot is nobody. */
  readonly partners: readonly { readonly role: Seat; readonly name: string; readonly pseudonym: Localized }[]
  /** A teacher looks at this pair now. */
  readonly lookedAt: boolean
  readonly nudge: { readonly version: number; readonly words: string } | null
  /** Null before the first one, and when a round has begun since the newest one was revealed. */
  readonly poll: PhonePoll | null
}

/** The projector's: pseudonyms, and those of the pair alone that is shown. */
export interface WallView {
  readonly phase: ClassPhase
  readonly doors: Classroom['doors']
  readonly present: number
  readonly round: SeenRound | null
  readonly pairs: number
  readonly shown:
    | Exclude<Shown, { kind: 'ladder' }>
    | ({ readonly session: string } & Extract<Shown, { kind: 'ladder' }> & ShownPair)
  readonly poll: WallPoll | null
}

type ShownPair = Readonly<Record<Role, Localized | null>>

/** A teacher's: all of it. */
export interface TeacherView extends Omit<WallView, 'shown' | 'pairs' | 'poll'> {
  readonly shown: Shown
  readonly people: readonly ({ readonly participant: string; readonly seat: ClassSeat | null } & Called)[]
  readonly pairs: readonly (Readonly<Record<Role, Sitter>> & {
    readonly pair: number
    readonly network: Sitter
    readonly session: string
    readonly lookedAt: boolean
    /** Since when what was due had been due, in play time, where a teacher has dealt with it (`StuckResolved`); null: nobody has. */
    readonly resolved: Readonly<Record<Role, number | null>>
  })[]
  readonly poll: BoardPoll | null
  readonly plans: Classroom['planned']
  readonly byHand: Classroom['byHand']
  readonly alarms: Classroom['alarms']
}

/** One row for each viewer of a class: what it is shown. */
export const CLASS_EYES = {
  /** @param participant whose phone it is; null when they are not in the class (any more) */
  participant: seeAsParticipant,
  teacher: seeAsTeacher,
  wall: seeAsWall,
  /** Whoever has neither a phone in the class nor a right to it. */
  nobody: (_of: Class): null => null,
} as const

function seeAsParticipant(of: Class, participant: string): ParticipantView | null {
  const { classroom, id, people } = of
  const own = people.get(participant)
  if (!own) return null
  const poll = shownPoll(classroom)
  const seat = seatOf(classroom, participant)
  const pair = seat && pairOf(classroom, seat)
  const others = SEATS.flatMap((role) => {
    const sitter = pair?.[role]
    const called = sitter && sitter !== participant ? people.get(sitter) : undefined
    return called ? [{ role, name: called.name, pseudonym: called.pseudonym }] : []
  })
  return {
    phase: phaseOf(classroom),
    name: own.name,
    pseudonym: own.pseudonym,
    round: seenRound(of),
    pause: pauseOf(classroom),
    untaught: running(classroom)?.untaught ?? false,
    seat: seat && { session: sessionIdOf(id, seat.round, seat.pair), role: seat.role },
    partners: others,
    lookedAt: seat !== null && classroom.lookedAt.has(`${seat.round}/${seat.pair}`),
    nudge: classroom.nudges.get(participant) ?? null,
    poll: poll && phonePoll(poll, of.votes, participant, talkTo(of, participant)),
  }
}

function seeAsWall(of: Class): WallView {
  const { classroom, id, people } = of
  const { doors, rounds, shown } = classroom
  const poll = shownPoll(classroom)
  return {
    phase: phaseOf(classroom),
    doors,
    present: [...people.values()].filter(({ present }) => present).length,
    round: seenRound(of),
    pairs: rounds.at(-1)?.pairs.length ?? 0,
    shown:
      shown.kind === 'ladder'
        ? { ...shown, session: sessionIdOf(id, shown.round, shown.pair), ...shownPair(of, shown) }
        : shown,
    poll: poll && wallPoll(poll, of.votes, here(of)),
  }
}

function seeAsTeacher(of: Class): TeacherView {
  const { classroom, id, people } = of
  const { alarms, byHand, lookedAt, planned, resolved, rounds, shown } = classroom
  const poll = shownPoll(classroom)
  const newest = rounds.at(-1)
  const resolvedAt = (pair: number, role: Role) => resolved.get(`${newest?.round}/${pair}/${role}`) ?? null
  return {
    phase: phaseOf(classroom),
    doors: classroom.doors,
    present: [...people.values()].filter(({ present }) => present).length,
    round: seenRound(of),
    shown,
    people: [...people].map(([participant, called]) => ({
      participant,
      ...called,
      seat: seatOf(classroom, participant),
    })),
    pairs: (newest?.pairs ?? []).map(({ client, network = null, pair, server }) => ({
      pair,
      client,
      server,
      network,
      session: sessionIdOf(id, newest?.round ?? 0, pair),
      lookedAt: lookedAt.has(`${newest?.round}/${pair}`),
      resolved: { client: resolvedAt(pair, 'client'), server: resolvedAt(pair, 'server') },
    })),
    poll: poll && boardPoll(poll, of.votes, here(of)),
    plans: planned,
    byHand,
    alarms,
  }
}

const shownPoll = ({ poll }: Classroom): Poll | null => (poll?.past ? null : poll)

function talkTo(of: Class, participant: string): PhonePoll['talkTo'] {
  const other = of.people.get(talkPartner(of, participant) ?? '')
  return other ? { name: other.name, pseudonym: other.pseudonym } : null
}

/** While the class talks: whom a student was named then, or the nearest one who is there by now; null: nobody. */
export function talkPartner({ classroom, people, votes: [ballot] }: Class, student: string): string | null {
  const { poll } = classroom
  if (poll?.phase !== 'talk') return null
  const named = poll.talk.get(student)
  if (named !== undefined && people.get(named)?.present) return named
  const there = [...people].flatMap(([participant, { present }], nth) =>
    present || participant === student ? [{ participant, nth }] : [],
  )
  return talksTo(there, counted(ballot, poll), student)
}

const here = ({ people }: Class): readonly string[] =>
  [...people].flatMap(([participant, { present }]) => (present ? [participant] : []))

function phaseOf(classroom: Classroom): ClassPhase {
  const round = running(classroom)
  if (!round) return 'lobby'
  return round.pausedAt === null ? 'playing' : 'paused'
}

function pauseOf(classroom: Classroom): { readonly since: number } | null {
  const since = running(classroom)?.pausedAt ?? null
  return since === null ? null : { since }
}

function seenRound({ classroom, now }: Class): SeenRound | null {
  const newest = classroom.rounds.at(-1)
  if (!newest) return null
  const { level, round, scenario, until } = newest
  return { round, title: scenario.title, level, until, clock: roundClock(newest, now) }
}

function shownPair({ classroom, people }: Class, shown: Extract<Shown, { kind: 'ladder' }>): ShownPair {
  const pair = pairOf(classroom, shown)
  const called = (role: Role) => people.get(pair?.[role] ?? '')?.pseudonym ?? null
  return { client: called('client'), server: called('server') }
}
