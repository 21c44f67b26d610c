import { isRole, peerOf, type Scenario } from '@woshou/session'
import type { ClassCommand, ClassRefusal } from '../facts/class-command.ts'
import type { ClassEvent, ClassEventBody } from '../facts/class-event.ts'
import { CLASS_VERSION } from '../facts/class-version.ts'
import type { Question } from '../facts/question.ts'
import { POINTS, type RoundPlan } from '../facts/round-plan.ts'
import { pairUp } from '../pairing/pair-up.ts'
import { counted, type Poll } from '../poll/poll.ts'
import { talkPartners } from '../poll/talk-partners.ts'
import type { Votes } from '../poll/votes.ts'
import { type Classroom, pairOf, type Round, running } from './classroom.ts'
import { evolveClass } from './evolve-class.ts'
import { type ClassSeat, seatOf } from './seats.ts'

/** The longest log of a class; closing doors and rounds is always possible. */
export const LONGEST_CLASS_LOG = 20_000

/** A student of the class, as the table of participants has them; who was removed is not among them. */
export interface Person {
  readonly participant: string
  /** Has a phone that is connected, or was a moment ago. */
  readonly present: boolean
  /** Milliseconds since 1970, UTC. */
  readonly cameAt: number
}

/** What a decision needs beside the class: all that is not in its log. */
export interface Circumstances {
  /** The command's own name, and the account that gave it. */
  readonly id: string
  readonly by: string
  /** Milliseconds since 1970, UTC. */
  readonly now: number
  /** In the order in which they came. */
  readonly people: readonly Person[]
  /** The pairs of the newest round whose session is over: nobody sits down there any more. */
  readonly over: ReadonlySet<number>
  readonly scenario: (id: string) => Scenario | null
  /** What `open-poll` would ask; null when there is nothing to ask. */
  readonly question: Question | null
  /** Of the newest poll, as the table has them now. */
  readonly votes: Votes
  /** A random integer of 32 bits: the host's chance, since there is none here. */
  readonly draw: () => number
}

/** What a command comes to. Only bugs throw. */
export type ClassAnswer =
  | { readonly kind: 'accepted'; readonly events: readonly ClassEvent[]; readonly classroom: Classroom }
  /** Not now; nothing to store. */
  | { readonly kind: 'refusal'; readonly refusal: ClassRefusal }
  /** The same command again: it has been carried out. */
  | { readonly kind: 'repeated'; readonly version: number }

/** A class begins. @param now milliseconds since 1970, UTC */
export function openClass(
  now: number,
  by: string,
): { readonly events: readonly ClassEvent[]; readonly classroom: Classroom } {
  const event: ClassEvent = { type: 'class-opened', classVersion: CLASS_VERSION, version: 1, at: now, by }
  return { events: [event], classroom: evolveClass(null, event) }
}

/** Gives new events their place in the log, and folds them. @param of the command they come of; null: of none */
export function happen(
  classroom: Classroom,
  bodies: readonly ClassEventBody[],
  now: number,
  of: { readonly id: string; readonly by: string } | null,
): { readonly events: readonly ClassEvent[]; readonly classroom: Classroom } {
  const at = Math.max(classroom.at, now)
  const events = bodies.map((body, index) => ({
    ...body,
    version: classroom.version + 1 + index,
    at,
    ...(of && { command: of.id, by: of.by }),
  }))
  return { events, classroom: events.reduce<Classroom>(evolveClass, classroom) }
}

/**
 * One command, decided on the class as it is. Pure: the caller stores the events under the version it expects, then takes
 * the class they lead to; when somebody else was faster it asks again.
 */
export function decide(classroom: Classroom, command: ClassCommand, given: Circumstances): ClassAnswer {
  const before = classroom.commands.find(({ id }) => id === given.id)
  if (before) return { kind: 'repeated', version: before.version }
  const closing = command.type === 'close-doors' || command.type === 'close-round'
  if (classroom.version >= LONGEST_CLASS_LOG && !closing) return { kind: 'refusal', refusal: 'log-is-full' }
  const decided = bodiesOf(classroom, command, given)
  if (typeof decided === 'string') return { kind: 'refusal', refusal: decided }
  return { kind: 'accepted', ...happen(classroom, decided, given.now, given) }
}

type Decided = readonly ClassEventBody[] | ClassRefusal

function bodiesOf(classroom: Classroom, command: ClassCommand, given: Circumstances): Decided {
  const round = running(classroom)
  switch (command.type) {
    case 'open-doors':
      return classroom.doors === 'open' ? 'doors-are-open' : [{ type: 'doors-opened' }]
    case 'close-doors':
      return classroom.doors === 'closed' ? 'doors-are-closed' : [{ type: 'doors-closed' }]
    case 'new-code':
      return [{ type: 'code-renewed' }]
    case 'wish-pairing': {
      const { participants, wish } = command
      if (participants[0] === participants[1]) return 'same-student-twice'
      return participants.every((one) => knows(given, one))
        ? [{ type: 'pairing-wished', participants, wish }]
        : 'unknown-participant'
    }
    case 'plan-round': {
      const { type: _type, ...plan } = command
      return given.scenario(plan.scenario) ? [{ type: 'round-planned', plan }] : 'unknown-scenario'
    }
    case 'start-round':
      return round ? 'round-runs' : startRound(classroom, command, given)
    case 'pause':
      if (!round) return 'no-round-runs'
      return round.pausedAt === null ? [{ type: 'round-paused', round: round.round }] : 'round-is-paused'
    case 'resume':
      if (!round) return 'no-round-runs'
      if (round.pausedAt === null) return 'round-is-not-paused'
      return [{ type: 'round-resumed', round: round.round, because: 'teacher' }]
    case 'go-on':
      if (!round) return 'no-round-runs'
      if (POINTS.indexOf(command.until) <= POINTS.indexOf(round.until)) return 'point-is-passed'
      return [{ type: 'point-moved', round: round.round, until: command.until }]
    case 'close-round':
      return round ? [{ type: 'round-closed', round: round.round }] : 'no-round-runs'
    case 'remove':
      if (!knows(given, command.participant)) return 'unknown-participant'
      return removal(classroom, command.participant, command.bar)
    case 'remove-since': {
      const newcomers = given.people.filter(({ cameAt }) => cameAt >= command.since)
      if (newcomers.length === 0) return 'nobody-is-there'
      return newcomers.flatMap(({ participant }) => removal(classroom, participant, command.bar))
    }
    case 'place':
      return place(classroom, round, command, given)
    case 'hand-over':
      return handOver(classroom, round, command, given)
    case 'nudge': {
      const { participant, words } = command
      return knows(given, participant) ? [{ type: 'student-nudged', participant, words }] : 'unknown-participant'
    }
    case 'look-in': {
      const { on, pair, round } = command
      return pairOf(classroom, command) ? [{ type: 'looked-in', round, pair, on }] : 'unknown-pair'
    }
    case 'resolve': {
      const { type: _type, ...resolved } = command
      return pairOf(classroom, command) ? [{ type: 'stuck-resolved', ...resolved }] : 'unknown-pair'
    }
    case 'show': {
      const { what } = command
      if (what.kind === 'ladder' && !pairOf(classroom, what)) return 'unknown-pair'
      if (what.kind === 'round' && classroom.rounds.length === 0) return 'no-round-runs'
      if (what.kind === 'poll' && (!classroom.poll || classroom.poll.past)) return 'no-poll-is-open'
      return [{ type: 'wall-showed', what }]
    }
    case 'open-poll':
      if (isOpen(classroom.poll)) return 'poll-is-open'
      if (!given.question) return 'nothing-to-ask'
      return [{ type: 'poll-opened', poll: (classroom.poll?.poll ?? 0) + 1, question: given.question }]
    case 'close-ballot':
      return inPhase(classroom.poll, ['first-ballot', 'second-ballot'], (poll) => ({
        type: 'ballot-closed',
        poll: poll.poll,
        ...(poll.phase === 'first-ballot' ? { ballot: 1, talk: talk(poll, given) } : { ballot: 2 }),
      }))
    case 'open-second-ballot':
      return inPhase(classroom.poll, ['talk'], ({ poll }) => ({ type: 'ballot-opened', poll, ballot: 2 }))
    case 'reveal':
      // above 70 % one goes on without a second vote
      return inPhase(classroom.poll, ['talk', 'counted'], ({ poll }) => ({ type: 'poll-revealed', poll }))
  }
}

const knows = ({ people }: Circumstances, participant: string): boolean =>
  people.some((person) => person.participant === participant)

const isOpen = (poll: Poll | null): boolean => poll !== null && poll.phase !== 'revealed'

function inPhase(poll: Poll | null, phases: readonly Poll['phase'][], then: (poll: Poll) => ClassEventBody): Decided {
  if (!poll || !isOpen(poll)) return 'no-poll-is-open'
  return phases.includes(poll.phase) ? [then(poll)] : 'not-in-this-phase'
}

/** Whom each of those who are there talks to. */
function talk(poll: Poll, { people, votes: [ballot] }: Circumstances): readonly (readonly [string, string])[] {
  const there = people.flatMap(({ participant, present }, nth) => (present ? [{ participant, nth }] : []))
  return [...talkPartners(there, counted(ballot, poll))]
}

function startRound(
  classroom: Classroom,
  { type: _type, ...chosen }: Extract<ClassCommand, { type: 'start-round' }>,
  { draw, people, scenario: find }: Circumstances,
): Decided {
  const plan: RoundPlan | undefined =
    chosen.scenario === undefined ? classroom.planned[0] : { ...chosen, scenario: chosen.scenario }
  if (!plan) return 'nothing-is-planned'
  const scenario = find(plan.scenario)
  if (!scenario) return 'unknown-scenario'
  const present = people.filter((person) => person.present).map(({ participant }) => participant)
  if (present.length === 0) return 'nobody-is-there'
  const before = classroom.rounds.at(-1)
  const { byHand, history } = classroom
  const round = (before?.round ?? 0) + 1
  const { level = scenario.level, minutes, odd, pace, rotation, until } = plan
  const { pairs } = pairUp({ present, history, round, rotation, odd, byHand, before: before?.pairs ?? [] })
  const seeded = pairs.map((pair) => ({ ...pair, seed: draw() }))
  const clock = minutes === undefined ? {} : { minutes }
  return [{ type: 'round-started', round, scenario, level, pace, ...clock, rotation, odd, until, pairs: seeded }]
}

/** Out of the class, and off the seat that they have: a bot plays on there, so that the partner is not left alone. */
function removal(classroom: Classroom, participant: string, bar: boolean): readonly ClassEventBody[] {
  const seat = running(classroom) && seatOf(classroom, participant)
  return [
    { type: 'student-removed', participant, bar },
    ...(seat ? [{ type: 'seat-changed', ...seat, to: null, why: 'removed' } as const] : []),
  ]
}

function place(
  classroom: Classroom,
  round: Round | null,
  { pair, participant, role }: Extract<ClassCommand, { type: 'place' }>,
  given: Circumstances,
): Decided {
  if (!knows(given, participant)) return 'unknown-participant'
  if (!round) return [{ type: 'student-placed', participant, pair, role }]
  const own = round.pairs.find((one) => one.pair === pair)
  if (!own) return 'unknown-pair'
  if (given.over.has(pair)) return 'session-is-over'
  if (own[role] !== null) return 'seat-is-taken'
  return sitDown(seatOf(classroom, participant), { round: round.round, pair, role }, participant)
}

function handOver(
  classroom: Classroom,
  running: Round | null,
  { pair, role, round, to }: Extract<ClassCommand, { type: 'hand-over' }>,
  given: Circumstances,
): Decided {
  if (!running || running.round !== round) return 'no-round-runs'
  const own = running.pairs.find((one) => one.pair === pair)
  if (!own || (!isRole(role) && own.network === undefined)) return 'unknown-pair'
  if (given.over.has(pair)) return 'session-is-over'
  const sitter = own[role] ?? null
  if (to === 'bot')
    return sitter === null ? 'seat-is-taken' : [{ type: 'seat-changed', round, pair, role, to: null, why: 'by-hand' }]
  if (!knows(given, to)) return 'unknown-participant'
  const seat = seatOf(classroom, to)
  if (seat && !isWithBot(running, seat)) return 'has-a-seat'
  return sitDown(seat, { round, pair, role }, to)
}

/** Nobody is taken away from a partner who plays with them. */
function isWithBot({ pairs }: Round, { pair, role }: ClassSeat): boolean {
  const own = pairs.find((one) => one.pair === pair)
  return isRole(role) && own !== undefined && own[peerOf(role)] === null
}

function sitDown(from: ClassSeat | null, to: Pick<ClassSeat, 'round' | 'pair' | 'role'>, participant: string): Decided {
  return [
    ...(from ? [{ type: 'seat-changed', ...from, to: null, why: 'by-hand' } as const] : []),
    { type: 'seat-changed', ...to, to: participant, why: 'by-hand' },
  ]
}
