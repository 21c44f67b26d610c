import { isRole } from '@woshou/session'
import type { ClassEvent, RoundStarted, SeatChanged } from '../facts/class-event.ts'
import { afterRound, afterSeating } from '../pairing/had.ts'
import type { ByHand } from '../pairing/pair-up.ts'
import type { Poll } from '../poll/poll.ts'
import { type Classroom, pairOf, type Round, type SeatedPair } from './classroom.ts'

/** How many commands are remembered: a browser sends one again within seconds, several teachers give a few a second at most. */
const REMEMBERED = 64

const NOTHING_BY_HAND: ByHand = { locked: [], apart: [], placed: [] }

/** Folds one event into the class. The first one makes it. What a newer build has stored is seen, and changes nothing. */
export function evolveClass(classroom: Classroom | null, event: ClassEvent): Classroom {
  if (!classroom) {
    if (event.type !== 'class-opened') throw new Error(`a class's log begins with class-opened, not ${event.type}`)
    return { ...opened(event), commands: remembered([], event) }
  }
  if (event.version !== classroom.version + 1)
    throw new Error(`version ${event.version} can't follow version ${classroom.version}`)
  const { at, version } = event
  return { ...classroom, ...happened(classroom, event), version, at, commands: remembered(classroom.commands, event) }
}

/** Folds a whole log; null when it is empty. */
export function foldClass(events: Iterable<ClassEvent>, from: Classroom | null = null): Classroom | null {
  let classroom = from
  for (const event of events) classroom = evolveClass(classroom, event)
  return classroom
}

const opened = ({ at, version }: ClassEvent): Omit<Classroom, 'commands'> => ({
  version,
  at,
  doors: 'closed',
  planned: [],
  rounds: [],
  history: new Map(),
  byHand: NOTHING_BY_HAND,
  removed: new Set(),
  barred: new Set(),
  shown: { kind: 'code' },
  poll: null,
  lookedAt: new Set(),
  resolved: new Map(),
  alarms: { right: 0, false: 0 },
  nudges: new Map(),
})

/** A command may become several events: what it came to is known by the last of them. */
function remembered(commands: Classroom['commands'], { command, version }: ClassEvent): Classroom['commands'] {
  if (command === undefined) return commands
  const others = commands.filter(({ id }) => id !== command)
  return [...others.slice(1 - REMEMBERED), { id: command, version }]
}

function happened(classroom: Classroom, event: ClassEvent): Partial<Classroom> {
  switch (event.type) {
    case 'doors-opened':
      return { doors: 'open' }
    case 'doors-closed':
      return { doors: 'closed' }
    case 'pairing-wished':
      return { byHand: wished(classroom.byHand, event) }
    case 'student-placed': {
      const { pair, participant, role } = event
      const others = classroom.byHand.placed.filter(
        (one) => one.participant !== participant && (one.pair !== pair || one.role !== role),
      )
      return { byHand: { ...classroom.byHand, placed: [...others, { participant, pair, role }] } }
    }
    case 'round-planned':
      return { planned: [...classroom.planned, event.plan] }
    case 'round-started':
      return {
        rounds: [...classroom.rounds, started(event)],
        // who was placed by hand was placed for this one
        byHand: { ...classroom.byHand, placed: [] },
        planned: withoutPlan(classroom.planned, event),
        history: afterRound(classroom.history, event.pairs),
        shown: { kind: 'round' },
        lookedAt: new Set(),
        poll: classroom.poll && { ...classroom.poll, past: classroom.poll.phase === 'revealed' },
      }
    case 'seat-changed':
      return seatChanged(classroom, event)
    case 'round-paused':
      return inRound(classroom, event.round, (round) => ({
        ...round,
        pausedAt: round.pausedAt ?? event.at,
        untaught: false,
      }))
    case 'round-resumed':
      return inRound(classroom, event.round, (round) => ({
        ...resumed(round, event.at),
        untaught: event.because === 'nobody-teaches',
      }))
    case 'point-moved':
      return inRound(classroom, event.round, (round) => ({ ...round, until: event.until }))
    case 'round-closed':
      return inRound(classroom, event.round, (round) => ({ ...resumed(round, event.at), closedAt: event.at }))
    case 'student-removed': {
      const { bar, participant } = event
      const byHand = {
        locked: classroom.byHand.locked.filter((two) => !two.includes(participant)),
        apart: classroom.byHand.apart.filter((two) => !two.includes(participant)),
        placed: classroom.byHand.placed.filter((one) => one.participant !== participant),
      }
      const nudges = new Map(classroom.nudges)
      nudges.delete(participant)
      const removed = new Set([...classroom.removed, participant])
      return {
        byHand,
        nudges,
        removed,
        poll: pollWithout(classroom.poll, participant),
        ...(bar && { barred: new Set([...classroom.barred, participant]) }),
      }
    }
    case 'wall-showed':
      return { shown: event.what }
    case 'poll-opened':
      return {
        poll: {
          poll: event.poll,
          question: event.question,
          phase: 'first-ballot',
          at: event.at,
          without: new Set(),
          talk: new Map(),
          past: false,
        },
        shown: { kind: 'poll' },
      }
    case 'ballot-opened':
      return inPoll(classroom, event.poll, { phase: 'second-ballot' })
    case 'ballot-closed':
      return event.ballot === 1
        ? inPoll(classroom, event.poll, { phase: 'talk', talk: new Map(event.talk) })
        : inPoll(classroom, event.poll, { phase: 'counted' })
    case 'poll-revealed':
      return inPoll(classroom, event.poll, { phase: 'revealed' })
    case 'student-nudged': {
      const { participant, version, words } = event
      return { nudges: new Map([...classroom.nudges, [participant, { version, words }]]) }
    }
    case 'looked-in': {
      const lookedAt = new Set(classroom.lookedAt)
      const key = `${event.round}/${event.pair}`
      if (event.on) lookedAt.add(key)
      else lookedAt.delete(key)
      return { lookedAt }
    }
    case 'stuck-resolved': {
      const { alarm, pair, role, round, since } = event
      const { alarms } = classroom
      return {
        resolved: new Map([...classroom.resolved, [`${round}/${pair}/${role}`, since]]),
        alarms: { ...alarms, [alarm]: alarms[alarm] + 1 },
      }
    }
    case 'class-opened':
    case 'code-renewed':
      return {}
    default:
      // a newer server's event, of which this build knows nothing
      event satisfies never
      return {}
  }
}

function wished(byHand: ByHand, { participants, wish }: Extract<ClassEvent, { type: 'pairing-wished' }>): ByHand {
  const others = (list: ByHand['locked']) => list.filter((two) => !participants.every((one) => two.includes(one)))
  // one stays with one: a new lock opens the old ones of both
  const unlocked = byHand.locked.filter((two) => !participants.some((one) => two.includes(one)))
  const locked = wish === 'locked' ? [...unlocked, participants] : others(byHand.locked)
  return { ...byHand, locked, apart: wish === 'apart' ? [...others(byHand.apart), participants] : others(byHand.apart) }
}

const started = ({
  at,
  level,
  minutes,
  odd,
  pace,
  pairs,
  rotation,
  round,
  scenario,
  until,
}: RoundStarted & { at: number }): Round => ({
  round,
  scenario,
  level,
  pace,
  minutes: minutes ?? null,
  rotation,
  odd,
  until,
  pairs,
  startedAt: at,
  pausedAt: null,
  pausedFor: 0,
  gone: new Map(),
  takenOut: new Map(),
  untaught: false,
  closedAt: null,
})

/** A round that was planned is planned no longer: the first plan of that scenario. */
function withoutPlan(planned: Classroom['planned'], { scenario }: RoundStarted): Classroom['planned'] {
  const index = planned.findIndex((plan) => plan.scenario === scenario.id)
  return index === -1 ? planned : planned.toSpliced(index, 1)
}

const resumed = (round: Round, at: number): Round =>
  round.pausedAt === null ? round : { ...round, pausedAt: null, pausedFor: round.pausedFor + at - round.pausedAt }

const inRound = ({ rounds }: Classroom, round: number, change: (round: Round) => Round): Partial<Classroom> => ({
  rounds: rounds.map((one) => (one.round === round ? change(one) : one)),
})

const inPoll = ({ poll }: Classroom, number: number, change: Partial<Poll>): Partial<Classroom> =>
  poll?.poll === number ? { poll: { ...poll, ...change } } : {}

/** Who is removed while a poll is open has not voted; what was revealed stays as it was shown. */
const pollWithout = (poll: Poll | null, participant: string): Poll | null =>
  poll && poll.phase !== 'revealed' ? { ...poll, without: new Set([...poll.without, participant]) } : poll

function seatChanged(classroom: Classroom, event: SeatChanged): Partial<Classroom> {
  const own = pairOf(classroom, event)
  const seated = seat(own ?? { pair: event.pair, client: null, server: null, seed: event.seed ?? 0 }, event)
  const changed = inRound(classroom, event.round, (round) => ({
    ...round,
    pairs: own ? round.pairs.map((pair) => (pair === own ? seated : pair)) : [...round.pairs, seated],
    gone: goneFrom(round.gone, own, event),
    takenOut: takenOut(round.takenOut, own, event),
  }))
  // who has the own seat back has had no other
  return event.to === null || event.why === 'returned'
    ? changed
    : { ...changed, history: afterSeating(classroom.history, seated, event.to) }
}

function goneFrom(
  gone: Round['gone'],
  before: SeatedPair | undefined,
  { pair, role, to, why }: SeatChanged,
): Round['gone'] {
  if (!isRole(role)) return gone
  const left = new Map(gone)
  if (to !== null) left.delete(to)
  const student = before?.[role]
  if (why === 'gone' && student) left.set(student, { pair, role })
  return left
}

function takenOut(
  before: Round['takenOut'],
  own: SeatedPair | undefined,
  { pair, role, why }: SeatChanged,
): Round['takenOut'] {
  const student = own?.[role]
  return why === 'by-hand' && student ? new Map([...before, [student, pair]]) : before
}

function seat(pair: SeatedPair, { role, to }: SeatChanged): SeatedPair {
  if (isRole(role)) return { ...pair, [role]: to }
  const { network: _network, ...ends } = pair
  return to === null ? ends : { ...ends, network: to }
}
