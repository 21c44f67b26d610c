import * as v from 'valibot'
import { LevelSchema } from '../../facts/level.ts'
import { RoleSchema, SeatSchema } from '../../facts/role.ts'
import { SessionIdSchema } from '../message.ts'
import { NameSchema } from './name.ts'
import { WordsSchema } from './words.ts'

/** `POST /api/sessions`. */
export const NewSessionSchema = v.strictObject({
  /** A scenario's id. */
  scenario: v.pipe(v.string(), v.maxLength(60)),
  role: RoleSchema,
  name: NameSchema,
  /** The scenario's own when left out. */
  level: v.optional(LevelSchema),
  /** A third seat, which sees the wire and may interfere with it. */
  network: v.optional(v.boolean(), false),
  /** How many wrong tries each student has, at the exam level only; no limit when left out. */
  tries: v.optional(
    v.pipe(v.number(), v.integer('a whole number'), v.minValue(1, 'at least 1'), v.maxValue(100, 'at most 100')),
  ),
  /** Multiplies latencies and timers: 0.5 is twice as fast. */
  pace: v.optional(v.pipe(v.number(), v.minValue(0.1, 'at least 0.1'), v.maxValue(4, 'at most 4')), 1),
})
export type NewSession = v.InferInput<typeof NewSessionSchema>

/** How many sessions can be asked for at once. */
export const MOST_LISTED = 100

/** What `GET /api/sessions` asks for. */
export const SessionListQuerySchema = v.object({
  id: v.pipe(
    v.optional(
      v.union([SessionIdSchema, v.array(SessionIdSchema)], '22 letters, digits, - or _, once or repeatedly'),
      [],
    ),
    v.transform((ids) => (typeof ids === 'string' ? [ids] : ids)),
    v.maxLength(MOST_LISTED, `at most ${MOST_LISTED} ids`),
  ),
})

export const SessionParamsSchema = v.object({ id: SessionIdSchema })

/** A session as lists show it. */
export const SessionSummarySchema = v.object({
  id: SessionIdSchema,
  scenario: v.object({ id: v.string(), title: WordsSchema }),
  names: v.object({ client: v.nullable(v.string()), server: v.nullable(v.string()) }),
  /** Milliseconds since 1970, UTC. */
  createdAt: v.number(),
  endedAt: v.nullable(v.number()),
  /** A page may be older than the server and not know its reason: the session has ended all the same. */
  reason: v.fallback(v.nullable(v.picklist(['goal-reached', 'left', 'abandoned', 'round-closed'])), null),
  /** The log's length once the session has ended, 0 before. */
  version: v.number(),
  /** Of a class's session: how many comments whoever asks may read (`GET /api/sessions/:id/comments`). */
  comments: v.optional(v.number()),
})
export type SessionSummary = v.InferOutput<typeof SessionSummarySchema>

/** What `GET /api/sessions` answers. */
export const SessionListSchema = v.array(SessionSummarySchema)

/** One session, for whoever shows the token of a seat in it. */
export const SessionSchema = v.object({
  ...SessionSummarySchema.entries,
  /** The seat whose token was given. */
  role: v.optional(SeatSchema),
  /** The class whose round's it is. */
  lesson: v.optional(
    v.object({
      class: v.string(),
      round: v.number(),
      pair: v.number(),
      /** What whoever asks may do in the class; null: they have a seat in the session. A page may not know it. */
      right: v.fallback(v.nullable(v.picklist(['owner', 'teacher', 'viewer'])), null),
    }),
  ),
  /** With a seat's token, while a seat is free. */
  code: v.optional(v.string()),
  /** With the code: the secret of the invitation link, which no limit on guesses stands in the way of. */
  invitation: v.optional(v.string()),
  /** With the code: where others reach this server, when it was asked under a name that is this machine's alone. */
  origins: v.optional(v.array(v.string())),
})
