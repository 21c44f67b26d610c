import { RULE_IDS, type RuleId } from '@woshou/protocol'
import {
  countingLog,
  drained,
  type EventBody,
  type Held,
  holderAt,
  holders,
  moments,
  ROLES,
  type Role,
  type SessionEvent,
} from '@woshou/session'
import { AT_STAKE_IN_CHECKS, atStake } from './at-stake.ts'

/** What came of one session for one student: whoever moved, a handed-over seat has several. */
export interface SeatResult {
  readonly role: Role
  /** Which of the end's students, 0 the first (see `Held`). */
  readonly student: number
  /** What the log calls them: in a class the pseudonym. */
  readonly called: string
  /** Null: it was cut off. Such a session counts as unfinished, never as zero. */
  readonly ended: Extract<EventBody, { type: 'session-ended' }>['reason'] | null
  /** Segments and checks that were done with, and how many of them at the first try. */
  readonly tries: number
  readonly firstTries: number
  readonly wrong: number
  readonly hints: number
  /** Right values asked for. */
  readonly revealed: number
  /** From when both had sat down, ms of play time: pauses are left out. */
  readonly duration: number
  /** The first tries at which a rule was at stake (`atStake`), or was broken. */
  readonly stakes: readonly Stake[]
}

/** How a student fared with a rule at the first tries at which it was at stake. */
export interface Stake {
  readonly rule: RuleId
  readonly tries: number
  /** How many of them were right. */
  readonly right: number
}

/** A rule that one student broke first in wrong moves of a session. */
export interface SeatRule {
  readonly role: Role
  readonly student: number
  readonly rule: RuleId
  readonly times: number
  /** The log's version of the first of them: where the replay opens. */
  readonly firstVersion: number
}

export interface SessionResults {
  readonly results: readonly SeatResult[]
  readonly rules: readonly SeatRule[]
}

/** By which way of reckoning results were made: one more whenever the same log comes to something else. */
export const RESULTS_VERSION = 1

/**
 * What a session comes to, from its log alone: the same log gives the same bytes, whoever reckons it and when. A bot's moves
 * count for nobody.
 */
export const resultsOf = (log: readonly SessionEvent[]): SessionResults => drained(reckoning(log))

/** The same, event by event: a long log at once would keep everybody of a server waiting. */
export function* reckoning(log: readonly SessionEvent[]): Generator<void, SessionResults, void> {
  const end = log.find((event) => event.type === 'session-ended')
  const ended = end?.type === 'session-ended' ? end.reason : null
  const held = { client: holders(log, 'client'), server: holders(log, 'server') }
  const stakes = yield* reckoningStakes(log, held)
  const results: SeatResult[] = []
  const rules: SeatRule[] = []
  for (const role of ROLES)
    for (const [student, called] of studentsOf(held[role])) {
      const counted = yield* countingLog(log, role, student)
      const { duration, firstTries, hints, mistakes, revealed, tries, wrong } = counted
      const own = stakes.get(keyOf(role, student)) ?? []
      results.push({
        role,
        student,
        called,
        ended,
        tries,
        firstTries,
        wrong,
        hints,
        revealed,
        duration,
        stakes: own,
      })
      for (const { rule, times, version } of [...mistakes].sort((a, b) => a.version - b.version))
        rules.push({ role, student, rule, times, firstVersion: version })
    }
  return { results, rules }
}

/** An end's students, with what they are called. */
const studentsOf = (held: readonly Held[]): ReadonlyMap<number, string> =>
  new Map(held.flatMap(({ by, name, student }) => (by === 'student' ? [[student, name] as const] : [])))

const keyOf = (role: Role, student: number): string => `${role} ${student}`

/** Of one student: whether what they are at has not been wrong yet, and how each rule has fared. */
interface Fared {
  clean: boolean
  readonly rules: Map<RuleId, { tries: number; right: number }>
}

/** What was at stake at first tries, by whoever made them. */
function* reckoningStakes(
  log: readonly SessionEvent[],
  held: Readonly<Record<Role, readonly Held[]>>,
): Generator<void, ReadonlyMap<string, readonly Stake[]>, void> {
  const fared = new Map<string, Fared>()
  for (const { before, event } of moments(log)) {
    yield
    if (event.type !== 'segment-sent' && event.type !== 'segment-withheld' && event.type !== 'arrival-checked') continue
    const { role, violations, version } = event
    const holder = holderAt(held[role], version)
    if (!before || holder?.by !== 'student') continue
    const key = keyOf(role, holder.student)
    const one = fared.get(key) ?? { clean: true, rules: new Map() }
    fared.set(key, one)
    const [broken] = violations
    if (one.clean) {
      const isSegment = event.type !== 'arrival-checked'
      const kept = () => (isSegment ? atStake(before.ends[role], event.segment) : AT_STAKE_IN_CHECKS)
      for (const rule of broken ? [broken.rule] : kept()) {
        const { right, tries } = one.rules.get(rule) ?? { right: 0, tries: 0 }
        one.rules.set(rule, { right: right + (broken ? 0 : 1), tries: tries + 1 })
      }
    }
    const isDone = event.type === 'segment-sent' || (event.type === 'arrival-checked' && event.outcome !== null)
    one.clean = isDone || (one.clean && !broken)
  }
  return new Map([...fared].map(([key, { rules }]) => [key, inOrder(rules)]))
}

/** In the order of the catalogue, so that it is the same whatever came first. */
const inOrder = (rules: Fared['rules']): readonly Stake[] =>
  [...rules]
    .map(([rule, { right, tries }]) => ({ rule, tries, right }))
    .sort((a, b) => RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule))
