import { isSeq, STATES } from '@woshou/protocol'
import * as v from 'valibot'
import { choiceOf } from '../facts/choice-of.ts'
import type { Command } from '../facts/command.ts'
import type { SessionEvent } from '../facts/event.ts'
import { LevelSchema } from '../facts/level.ts'
import { RoleSchema, SeatSchema } from '../facts/role.ts'
import { OLDEST_SAME_RULES, RULES_VERSION } from '../facts/rules-version.ts'
import { ScenarioSchema, WishedCallSchema } from '../facts/scenario.ts'
import { begin, elapse, type Happening, LONGEST_LOG, play, sit } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import { MoveIdSchema } from '../talk/message.ts'

/** Why an offered log is not stored. */
export type NotVerified =
  /** It is no list of events, or too long a one. */
  | 'not-a-log'
  /** It was played by other rules than this build's: what they would have brought about is not known here. */
  | 'other-rules'
  /** What a student, a clock or a link could not have done at that point. */
  | 'not-possible'
  /** It was possible, and something else would have come of it. */
  | 'not-what-happens'
  /** It does not end with the end of its session. */
  | 'not-finished'

export type Verified =
  | { readonly ok: true; readonly log: readonly SessionEvent[]; readonly session: Session }
  /** `at`: the version that is not as it would have been; 0 for the whole. */
  | { readonly ok: false; readonly at: number; readonly why: NotVerified }

const integer = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high))

const TYPES = [
  'session-created',
  'seat-taken',
  'application-called',
  'segment-sent',
  'segment-released',
  'old-duplicate-surfaced',
  'segment-arrived',
  'stranger-arrived',
  'queue-left',
  'arrival-checked',
  'segment-withheld',
  'fault-made',
  'hint-taken',
  'value-revealed',
  'timer-expired',
  'session-ended',
] as const satisfies readonly SessionEvent['type'][]

/** Three months of play time. */
const LATEST = 90 * 24 * 3_600_000

/**
 * What is looked at before a log is replayed. The rest of each event need not be described: it must be equal to what
 * the rules make of it.
 */
const LogSchema = v.pipe(
  v.array(
    v.looseObject({
      type: v.picklist(TYPES),
      version: integer(1, LONGEST_LOG),
      at: integer(0, LATEST),
    }),
  ),
  v.minLength(1),
  v.maxLength(LONGEST_LOG),
)
type Offered = v.InferOutput<typeof LogSchema>[number]

/** Bytes which both applications may give, in all. */
const MOST_TEXT = 1_000_000

const CreatedSchema = v.object({
  scenario: ScenarioSchema,
  level: LevelSchema,
  pace: v.pipe(v.number(), v.minValue(0.1), v.maxValue(4)),
  seed: v.pipe(v.number(), v.safeInteger()),
  network: v.literal(false),
  unjudged: v.optional(RoleSchema),
  createdAt: integer(0, 253_402_300_799_999),
})

const SeatTakenSchema = v.object({ role: SeatSchema, name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) })

const number = v.custom<number>(isSeq)
/** What the student chose of it. Its options come of the scenario: like all else they must equal what the rules make. */
const SegmentSchema = v.object({
  flags: integer(0, 255),
  seq: number,
  ack: number,
  window: integer(0, 65_535),
  text: v.pipe(v.string(), v.maxLength(1460)),
})

/** A student's move, by the event that it became: what was asked is contained in it. */
const MovedSchema = v.variant('type', [
  v.object({
    type: v.picklist(['segment-sent', 'segment-withheld']),
    role: RoleSchema,
    move: MoveIdSchema,
    segment: SegmentSchema,
  }),
  v.object({
    type: v.literal('application-called'),
    role: RoleSchema,
    move: MoveIdSchema,
    call: WishedCallSchema,
  }),
  v.object({
    type: v.literal('arrival-checked'),
    role: RoleSchema,
    move: MoveIdSchema,
    check: v.strictObject({
      outcome: v.picklist(['accepted', 'dropped', 'reset']),
      state: v.picklist(STATES),
      next: v.nullable(number),
    }),
  }),
  v.object({ type: v.literal('value-revealed'), role: RoleSchema, move: MoveIdSchema }),
  v.object({ type: v.literal('hint-taken'), role: RoleSchema, move: MoveIdSchema }),
  v.object({
    type: v.literal('fault-made'),
    role: SeatSchema,
    move: MoveIdSchema,
    sent: integer(1, LONGEST_LOG),
    do: v.picklist(['drop', 'delay', 'duplicate', 'overtake']),
  }),
  v.object({ type: v.literal('session-ended'), role: RoleSchema, move: MoveIdSchema }),
])
type Moved = v.InferOutput<typeof MovedSchema>

/**
 * Whether a log that a browser offers is one that this build's rules bring about, move by move and event by event.
 * Total, whatever the JSON; bounded by 2,000 events and a million bytes of text.
 */
export function verify(offered: unknown): Verified {
  const parsed = v.safeParse(LogSchema, offered, { abortEarly: true })
  if (!parsed.success) return { ok: false, at: 0, why: 'not-a-log' }
  const log = parsed.output
  const [first] = log
  const rules: unknown = first && 'rulesVersion' in first ? first.rulesVersion : undefined
  if (typeof rules === 'number' && (rules < OLDEST_SAME_RULES || rules > RULES_VERSION))
    return { ok: false, at: 1, why: 'other-rules' }
  const real: SessionEvent[] = []
  let session = null as Session | null
  for (let next = log[0]; next; next = log[real.length]) {
    const version = real.length + 1
    const happening: Happening | null = next.at < (session?.at ?? 0) ? null : reproduce(session, next)
    if (!happening) return { ok: false, at: version, why: 'not-possible' }
    for (const event of happening.events)
      if (!same(event, log[event.version - 1])) return { ok: false, at: event.version, why: 'not-what-happens' }
    real.push(...happening.events)
    session = happening.session
    const { ends } = happening.session
    if (ends.client.asked + ends.server.asked > MOST_TEXT) return { ok: false, at: real.length, why: 'not-possible' }
  }
  return session?.ended ? { ok: true, log: real, session } : { ok: false, at: real.length, why: 'not-finished' }
}

/** What the authority would have stored at once where `next` was stored first; null when nothing leads there. */
function reproduce(session: Session | null, next: Offered): Happening | null {
  if (next.type === 'session-created') return session ? null : created(next)
  if (!session) return null
  if (next.type === 'seat-taken') {
    const taken = v.safeParse(SeatTakenSchema, next)
    return taken.success && !session.ended ? sit(session, taken.output.role, taken.output.name, next.at) : null
  }
  // what time brings about comes before any move
  const timed = elapse(session, next.at)
  if (timed) return timed
  const moved = v.safeParse(MovedSchema, next)
  if (!moved.success) return null
  const { move: id, role } = moved.output
  const { version } = session
  const answer = play(session, commandOf(moved.output), { role, id, version, now: next.at })
  return 'events' in answer ? answer : null
}

function created(next: Offered): Happening | null {
  const parsed = v.safeParse(CreatedSchema, next)
  if (!parsed.success) return null
  const { createdAt: now, unjudged, ...rest } = parsed.output
  return begin({ ...rest, now, ...(unjudged && { unjudged }) })
}

function commandOf(moved: Moved): Command {
  switch (moved.type) {
    case 'segment-sent':
    case 'segment-withheld':
      return { type: 'send-segment', segment: choiceOf(moved.segment) }
    case 'application-called':
      return { type: 'call-application', call: moved.call }
    case 'arrival-checked':
      return { type: 'check-arrival', check: moved.check }
    case 'hint-taken':
      return { type: 'take-hint' }
    case 'value-revealed':
      return { type: 'reveal-value' }
    case 'fault-made':
      return { type: 'interfere', sent: moved.sent, do: moved.do }
    case 'session-ended':
      return { type: 'leave' }
  }
}

/** Whether `offered` says what `real` does, no more and no less. Goes no deeper than `real`, which is ours. */
function same(real: unknown, offered: unknown): boolean {
  if (typeof real !== 'object' || real === null) return Object.is(real, offered)
  if (typeof offered !== 'object' || offered === null || Array.isArray(real) !== Array.isArray(offered)) return false
  const entries = Object.entries(real).filter(([, value]) => value !== undefined)
  return (
    entries.length === Object.keys(offered).length &&
    entries.every(
      ([key, value]) => Object.hasOwn(offered, key) && same(value, (offered as Record<string, unknown>)[key]),
    )
  )
}
