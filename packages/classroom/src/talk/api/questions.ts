import { RULE_IDS } from '@woshou/protocol'
import { SessionIdSchema } from '@woshou/session'
import * as v from 'valibot'
import { QuestionSchema } from '../../facts/question.ts'

const version = v.pipe(v.number(), v.integer(), v.minValue(1))

/**
 * `GET /api/classes/:id/questions`: what the class can be asked of its own moves, what most got wrong first. With a move
 * (`?session=…&version=…`), that one alone, as it would be asked.
 */
export const QuestionsQuerySchema = v.union([
  v.strictObject({
    session: SessionIdSchema,
    version: v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/, 'a move’s version'), v.transform(Number)),
  }),
  v.strictObject({}),
])
export type QuestionsQuery = v.InferInput<typeof QuestionsQuerySchema>

/** A question that may be asked, as teachers look at it before. */
export const ProposalSchema = v.object({
  ...QuestionSchema.entries,
  /** Students who broke its rule first in any move of the rounds; of a move that was chosen by hand, at such a moment. */
  students: v.number(),
  /** Those of them who did so at such a moment: same scenario, state, arrival and move. */
  here: v.number(),
  rule: v.nullable(v.picklist(RULE_IDS)),
  /** What `open-poll` takes. */
  move: v.object({ session: SessionIdSchema, version }),
})
export type Proposal = v.InferOutput<typeof ProposalSchema>
export const ProposalListSchema = v.array(ProposalSchema)
