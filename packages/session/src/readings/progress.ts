import type { RuleId, State } from '@woshou/protocol'
import { delivered } from '@woshou/protocol'
import { type End, evolveEnd } from '../eyes/end.ts'
import { type SeenEvent, see } from '../eyes/eyes.ts'
import type { SessionEvent } from '../facts/event.ts'
import { isRole, ROLES, type Role } from '../facts/role.ts'
import { type Held, holderAt, holders } from './holders.ts'

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
  /**
   * Segments and checks that were tried, the last of which may never have been mended, and how many of them were right at the first
   * attempt.
   */
  readonly tries: number
  readonly firstTries: number
  /** Their share, 0 to 1; null when there were none. */
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

/** The progress of the student who sits at one seat now, from what the seat saw: nobody else's moves count. */
export function progress(events: readonly SeenEvent[], role: Role): Progress {
  const held = holders(events, role)
  return drained(
    counting(
      events.map((event) => [event, event] as const),
      role,
      madeBy(held, held.at(-1)?.student ?? 0),
    ),
  )
}

/** Whether a student made what happened at an end at a version; all of its students when none is named, never a TCP in their place. */
function madeBy(held: readonly Held[], student?: number): (version: number) => boolean {
  // recorded and solo logs hand nothing over
  if (held.length < 2 && held[0]?.by !== 'bot') return () => true
  return (version) => {
    const holder = holderAt(held, version)
    return holder?.by === 'student' && (student === undefined || holder.student === student)
  }
}

/**
 * One end's progress, from the whole log: with all that its student was not told.
 * @param student see `Held`; all who sat there when left out
 */
export const progressOfLog = (log: readonly SessionEvent[], role: Role, student?: number): Progress =>
  drained(countingLog(log, role, student))

/** The same, event by event: a long log at once would keep everybody of a server waiting. */
export const countingLog = (
  log: readonly SessionEvent[],
  role: Role,
  student?: number,
): Generator<void, Progress, void> =>
  counting(
    log.flatMap((event) => {
      const seen = see(event, role)
      return seen ? [[event, seen] as const] : []
    }),
    role,
    madeBy(holders(log, role), student),
  )

/** What work comes to that is done step by step elsewhere: all of it at once. */
export function drained<Result>(work: Generator<void, Result, void>): Result {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** @param counts whether what the end did at a version is this student's doing */
function* counting(
  events: readonly (readonly [SessionEvent | SeenEvent, SeenEvent])[],
  role: Role,
  counts: (version: number) => boolean,
): Generator<void, Progress, void> {
  let end: End | null = null
  let clean = true
  let sent = 0
  let hints = 0
  let revealed = 0
  let firstTries = 0
  let sentAtFirstTry = 0
  let wrong = 0
  let tries = 0
  const states: State[] = []
  const mistakes = new Map<RuleId, Mistake>()
  for (const [event, seen] of events) {
    yield
    end = evolveEnd(end, seen)
    if (states.at(-1) !== end.tcb.state) states.push(end.tcb.state)
    if (!('role' in event) || event.role !== role || !counts(event.version)) continue
    if (event.type === 'segment-sent') sent++
    if (event.type === 'hint-taken') hints++
    if (event.type === 'value-revealed') revealed++
    const violations = 'violations' in event ? event.violations : []
    const [first] = violations
    if (first) {
      const { times, version } = mistakes.get(first.rule) ?? { times: 0, version: event.version }
      mistakes.set(first.rule, { rule: first.rule, times: times + 1, version })
    }
    const isWrong = violations.length > 0 || isKnownWrong(seen)
    if (isWrong) wrong++
    const done = event.type === 'segment-sent' || (event.type === 'arrival-checked' && event.outcome !== null)
    if (done && clean && !isWrong) firstTries++
    if (event.type === 'segment-sent' && clean && !isWrong) sentAtFirstTry++
    if (done) {
      tries++
      clean = true
    } else if (isWrong) clean = false
  }
  // what went wrong and was never mended was tried as well, and was not right at once
  if (!clean) tries++
  return {
    states,
    sent,
    sentAtFirstTry,
    wrong,
    hints,
    revealed,
    tries,
    firstTries,
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
  const seated = events.filter((event) => event.type === 'seat-taken' && isRole(event.role))
  const ended = events.find(({ type }) => type === 'session-ended') ?? events.at(-1)
  return (ended?.at ?? 0) - (seated[ROLES.length - 1]?.at ?? 0)
}
