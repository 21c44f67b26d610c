import { SessionIdSchema } from '@woshou/session'
import { WordsSchema } from '@woshou/session/api'
import * as v from 'valibot'
import { NumberSchema, ParticipantIdSchema } from '../../facts/ids.ts'
import { RoundPlanSchema } from '../../facts/round-plan.ts'

export const RoundParamsSchema = v.object({
  id: v.string(),
  round: v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/, 'a round’s number'), v.transform(Number), NumberSchema),
})

const round = {
  round: NumberSchema,
  /** The scenario's. */
  title: WordsSchema,
  /** What it used: `start-round` takes it as it is, `plan-round` keeps it. */
  plan: v.object(RoundPlanSchema.entries),
  /** Milliseconds since 1970, UTC. */
  startedAt: v.number(),
  closedAt: v.nullable(v.number()),
  /** Milliseconds for which it was played: pauses are left out. */
  elapsed: v.number(),
}

/** `GET /api/classes/:id/rounds`: what a class has played, oldest first. */
export const RoundListSchema = v.array(v.object({ ...round, pairs: v.number() }))
export type RoundSummary = v.InferOutput<typeof RoundListSchema>[number]

/** A student, as a round's page calls them; who is no longer in the class has no name any more. */
const SitterSchema = v.object({
  participant: ParticipantIdSchema,
  name: v.nullable(v.string()),
  pseudonym: v.nullable(WordsSchema),
})

/** `GET /api/classes/:id/rounds/:round`: who sat where when it was over. Null: a correct TCP, or nobody. */
export const RoundSchema = v.object({
  ...round,
  pairs: v.array(
    v.object({
      pair: NumberSchema,
      session: SessionIdSchema,
      client: v.nullable(SitterSchema),
      server: v.nullable(SitterSchema),
      network: v.nullable(SitterSchema),
    }),
  ),
})
export type PlayedRound = v.InferOutput<typeof RoundSchema>
