import { RULE_IDS } from '@woshou/protocol'
import { LevelSchema, SeatSchema, SessionIdSchema } from '@woshou/session'
import { WordsSchema } from '@woshou/session/api'
import * as v from 'valibot'
import { ClassIdSchema, NumberSchema, ParticipantIdSchema } from '../../facts/ids.ts'

const EXPECTED_TIME = 'a day (2026-11-27), a time (2026-11-27T08:00Z) or milliseconds since 1970, UTC'
const DAY = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/
/** What a day in JavaScript's calendar can be. */
const FURTHEST = 8_640_000_000_000_000

/** @param ofDay ms from a day's beginning that are meant where a day alone is given */
const timeOf = (ofDay: number) =>
  v.pipe(
    v.string(),
    v.transform((given) => {
      if (/^\d{1,16}$/.test(given)) return Number(given)
      if (DAY.test(given)) return Date.parse(`${given}T00:00Z`) + ofDay
      return TIME.test(given) ? Date.parse(given) : Number.NaN
    }),
    v.check((at) => at <= FURTHEST, EXPECTED_TIME),
  )

/** `GET /api/review/sessions`: what is left out, or empty, is not asked for. */
export const ReviewQuerySchema = v.strictObject({
  class: v.optional(ClassIdSchema),
  /** Of the class, or of each of them. */
  round: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/, 'a round’s number'), v.transform(Number), NumberSchema),
  ),
  participant: v.optional(ParticipantIdSchema),
  /** Which somebody broke; with a participant: which they broke. */
  rule: v.optional(v.picklist(RULE_IDS)),
  level: v.optional(LevelSchema),
  /** `true`: those that have not reached the goal, or not yet; `false`: those that have. */
  unfinished: v.optional(
    v.pipe(
      v.picklist(['true', 'false', '1', '0']),
      v.transform((given) => given === 'true' || given === '1'),
    ),
  ),
  /** Begun at or after; a day in UTC as a whole. */
  from: v.optional(timeOf(0)),
  /** Begun at or before. */
  to: v.optional(timeOf(24 * 60 * 60 * 1_000 - 1)),
  /** `next` of the page before. */
  after: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,16}\.\d{1,5}\.[A-Za-z0-9_-]{22}$/, 'what `next` said'),
      v.transform((next) => {
        const [createdAt, pair, session = ''] = next.split('.')
        return { createdAt: Number(createdAt), pair: Number(pair), session }
      }),
    ),
  ),
})
export type ReviewQuery = v.InferOutput<typeof ReviewQuerySchema>

/** A class's session, as a teacher finds it. */
const ReviewedSessionSchema = v.object({
  session: SessionIdSchema,
  class: ClassIdSchema,
  className: v.string(),
  round: v.number(),
  pair: v.number(),
  scenarioId: v.string(),
  /** The scenario's. */
  title: WordsSchema,
  /** Null of a level that this page does not know. */
  level: v.fallback(v.nullable(LevelSchema), null),
  /** Milliseconds since 1970, UTC. */
  createdAt: v.number(),
  /** How it ended; null while it is played. */
  ended: v.fallback(v.nullable(v.picklist(['goal-reached', 'left', 'abandoned', 'round-closed'])), null),
  /** Whoever moved, of a seat that was handed over several; before the end who sits there. Bots are nobody. */
  students: v.array(
    v.object({
      /** Null: nobody knows any more. */
      participant: v.nullable(ParticipantIdSchema),
      /** Null when the class has forgotten its names. */
      name: v.nullable(v.string()),
      pseudonym: v.nullable(WordsSchema),
      /** The network makes no moves that count. */
      role: SeatSchema,
      /** Which of the end's students, 0 the first. */
      student: v.number(),
      /** Null while it is played, and of the network. */
      tries: v.nullable(v.number()),
      wrong: v.nullable(v.number()),
      points: v.number(),
    }),
  ),
  /** Wrong moves of them all; null while it is played. */
  mistakes: v.nullable(v.number()),
  /** Where the rule that was asked for was first broken: the log's version; null when none was asked for. */
  firstVersion: v.nullable(v.number()),
  comments: v.number(),
})
export type ReviewedSession = v.InferOutput<typeof ReviewedSessionSchema>

/** The newest first, a page of them. */
export const ReviewListSchema = v.object({
  sessions: v.array(ReviewedSessionSchema),
  /** What the next page is asked for by; null: there is none. */
  next: v.nullable(v.string()),
})
export type ReviewList = v.InferOutput<typeof ReviewListSchema>
