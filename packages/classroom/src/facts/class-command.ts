import { RoleSchema, SeatSchema } from '@woshou/session'
import * as v from 'valibot'
import { CommandIdSchema, NumberSchema, ParticipantIdSchema } from './ids.ts'
import { POINTS, RoundPlanSchema } from './round-plan.ts'
import { ShownSchema } from './shown.ts'

const time = v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
const two = v.strictTuple([ParticipantIdSchema, ParticipantIdSchema])

/** What a teacher can ask for. */
export const ClassCommandSchema = v.variant('type', [
  v.strictObject({ type: v.literal('open-doors') }),
  v.strictObject({ type: v.literal('close-doors') }),
  v.strictObject({ type: v.literal('new-code') }),
  v.strictObject({ type: v.literal('wish-pairing'), wish: v.picklist(['locked', 'apart', 'free']), participants: two }),
  v.strictObject({ type: v.literal('plan-round'), ...RoundPlanSchema.entries }),
  /** Without a scenario: the next round that was planned. */
  v.strictObject({
    ...RoundPlanSchema.entries,
    type: v.literal('start-round'),
    scenario: v.optional(RoundPlanSchema.entries.scenario),
  }),
  v.strictObject({ type: v.literal('pause') }),
  v.strictObject({ type: v.literal('resume') }),
  /** Lets those who wait at a point go on to the next. */
  v.strictObject({ type: v.literal('go-on'), until: v.picklist(POINTS) }),
  v.strictObject({ type: v.literal('close-round') }),
  v.strictObject({
    type: v.literal('remove'),
    participant: ParticipantIdSchema,
    bar: v.optional(v.boolean(), false),
  }),
  /** Undoes a prank: all who came since a time, ms since 1970, UTC. */
  v.strictObject({ type: v.literal('remove-since'), since: time, bar: v.optional(v.boolean(), false) }),
  /** Into a bot's seat of the running round; between rounds, into a seat of the next. */
  v.strictObject({ type: v.literal('place'), participant: ParticipantIdSchema, pair: NumberSchema, role: RoleSchema }),
  /** To a student who has no seat, or to a bot. */
  v.strictObject({
    type: v.literal('hand-over'),
    round: NumberSchema,
    pair: NumberSchema,
    role: SeatSchema,
    to: v.union([v.literal('bot'), ParticipantIdSchema], 'bot, or a participant’s id'),
  }),
  v.strictObject({
    type: v.literal('nudge'),
    participant: ParticipantIdSchema,
    words: v.pipe(v.string(), v.trim(), v.nonEmpty('a sentence'), v.maxLength(200, 'at most 200 characters')),
  }),
  v.strictObject({
    type: v.literal('look-in'),
    round: NumberSchema,
    pair: NumberSchema,
    on: v.optional(v.boolean(), true),
  }),
  v.strictObject({
    type: v.literal('resolve'),
    round: NumberSchema,
    pair: NumberSchema,
    role: RoleSchema,
    /** See `StuckResolved`. */
    since: time,
    alarm: v.optional(v.picklist(['right', 'false']), 'right'),
  }),
  v.strictObject({ type: v.literal('show'), what: ShownSchema }),
  /** Without a move: what the class got wrong most. */
  v.strictObject({
    type: v.literal('open-poll'),
    move: v.optional(v.strictObject({ session: v.string(), version: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  }),
  v.strictObject({ type: v.literal('close-ballot') }),
  v.strictObject({ type: v.literal('open-second-ballot') }),
  v.strictObject({ type: v.literal('reveal') }),
])
export type ClassCommand = v.InferOutput<typeof ClassCommandSchema>

/** The students whom a command names. */
export function namedIn(command: ClassCommand): readonly string[] {
  switch (command.type) {
    case 'nudge':
    case 'place':
    case 'remove':
      return [command.participant]
    case 'wish-pairing':
      return command.participants
    case 'hand-over':
      return command.to === 'bot' ? [] : [command.to]
    default:
      return []
  }
}

/** What `POST /api/classes/:id/commands` takes. */
export const GivenCommandSchema = v.strictObject({ id: CommandIdSchema, command: ClassCommandSchema })
export type GivenCommand = v.InferInput<typeof GivenCommandSchema>

/** Why a command can't be carried out now; nothing is stored, and nobody is to blame. */
export const CLASS_REFUSALS = [
  'doors-are-open',
  'doors-are-closed',
  'round-runs',
  'no-round-runs',
  'round-is-paused',
  'round-is-not-paused',
  'nobody-is-there',
  'nothing-is-planned',
  'unknown-scenario',
  'unknown-participant',
  'unknown-pair',
  'seat-is-taken',
  'session-is-over',
  'has-a-seat',
  'same-student-twice',
  'poll-is-open',
  'no-poll-is-open',
  'not-in-this-phase',
  'nothing-to-ask',
  'point-is-passed',
  'log-is-full',
] as const
export type ClassRefusal = (typeof CLASS_REFUSALS)[number]
