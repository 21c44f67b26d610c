import type { RuleId, State } from '@woshou/protocol'
import { delivered } from '@woshou/protocol'
import { type End, evolveEnd } from './end.ts'
import type { SessionEvent } from './event.ts'
import { ROLES, type Role } from './role.ts'
import { type SeenEvent, see } from './see.ts'

/** What one student achieved, and what went wrong on the way. */
export interface Progress {
  /** The states the end went through, in order. */
  readonly states: readonly State[]
  readonly sent: number
  /** How many of them were right, and no wrong attempt went before them. */
  readonly sentAtFirstTry: number
  /** Wrong attempts: segments withheld, or sent all the same at the wire level, and wrong checks. */
  readonly wrong: number
  readonly hints: number
  /** How often the right value was asked for after a miss. */
  readonly revealed: number
  /** The share of segments and checks that were right at the first attempt, 0 to 1; null when there were none. */
  readonly firstTry: number | null
  /** The first rule broken by each wrong attempt, the most frequent first. */
  readonly mistakes: readonly Mistake[]
  /** Bytes delivered to the own application. */
  readonly received: number
  /** From the moment when both had sat down to the end, ms of play time: the same for both ends. */
  readonly duration: number
}

export interface Mistake {
  readonly rule: RuleId
  readonly times: number
  /** The version of the first time: where to look in the replay. */
  readonly version: number
}

/** One seat's progress, from what it saw. */
export const progress = (events: readonly SeenEvent[], role: Role): Progress =>
  count(
    events.map((event) => [event, event] as const),
    role,
  )

/** One seat's progress, from the whole log: with all that its student was not told. */
export const progressOfLog = (log: readonly SessionEvent[], role: Role): Progress =>
  count(
    log.flatMap((event) => {
      const seen = see(event, role)
      return seen ? [[event, seen] as const] : []
    }),
    role,
  )

function count(events: readonly (readonly [SessionEvent | SeenEvent, SeenEvent])[], role: Role): Progress {
  let end: End | null = null
  let clean = true
  let firstTries = 0
  let sentAtFirstTry = 0
  let wrong = 0
  let checks = 0
  const states: State[] = []
  const mistakes = new Map<RuleId, Mistake>()
  for (const [event, seen] of events) {
    end = evolveEnd(end, seen)
    if (states.at(-1) !== end.tcb.state) states.push(end.tcb.state)
    if (!('role' in event) || event.role !== role) continue
    const violations = 'violations' in event ? event.violations : []
    const [first] = violations
    if (first) {
      const { times, version } = mistakes.get(first.rule) ?? { times: 0, version: event.version }
      mistakes.set(first.rule, { rule: first.rule, times: times + 1, version })
    }
    const isWrong = violations.length > 0 || isKnownWrong(seen)
    if (isWrong) wrong++
    const counts = event.type === 'segment-sent' || (event.type === 'arrival-checked' && event.outcome !== null)
    if (counts && clean && !isWrong) firstTries++
    if (event.type === 'segment-sent' && clean && !isWrong) sentAtFirstTry++
    if (counts && event.type === 'arrival-checked') checks++
    if (counts) clean = true
    else if (isWrong) clean = false
  }
  const tries = (end?.sent ?? 0) + checks
  return {
    states,
    sent: end?.sent ?? 0,
    sentAtFirstTry,
    wrong,
    hints: end?.hints ?? 0,
    revealed: end?.revealed ?? 0,
    firstTry: tries ? firstTries / tries : null,
    mistakes: [...mistakes.values()].sort((a, b) => b.times - a.times),
    received: end ? delivered(end.tcb).bytes : 0,
    duration: durationOf(events.map(([event]) => event)),
  }
}

/** What a seat can tell to have been wrong though it has not been told why. */
function isKnownWrong(event: SeenEvent): boolean {
  switch (event.type) {
    case 'segment-withheld':
      return true
    case 'segment-sent':
      return event.stray
    case 'arrival-checked':
      return event.right === false
    default:
      return false
  }
}

/**
 * From the moment when both had sat down to the end, ms: both seats see these two events, and so both are told the same,
 * whatever else each of them saw.
 */
function durationOf(events: readonly (SessionEvent | SeenEvent)[]): number {
  const seated = events.filter((event) => event.type === 'seat-taken' && event.role !== 'network')
  const ended = events.find(({ type }) => type === 'session-ended') ?? events.at(-1)
  return (ended?.at ?? 0) - (seated[ROLES.length - 1]?.at ?? 0)
}
