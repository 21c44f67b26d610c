import { RULE_IDS } from '@woshou/protocol'
import { RoleSchema } from '@woshou/session'
import * as v from 'valibot'

const SegmentSchema = v.strictObject({
  flags: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
  /** Relative to the sender's ISN; null: the segment has no such number. */
  seq: v.nullable(v.number()),
  /** Relative to the other end's ISN; null without the ACK flag. */
  ack: v.nullable(v.number()),
  /** Bytes of text. */
  length: v.number(),
})

/** A move as all would make it whatever their numbers are: what the same mistake has in common. */
export type RelativeSegment = v.InferOutput<typeof SegmentSchema>

/** One of the answers of a question; which one is right is the server's secret until the poll is revealed. */
const ChoiceSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('segment'),
    segment: SegmentSchema,
    /** The rule that it breaks first; null: it is right. */
    rule: v.nullable(v.picklist(RULE_IDS)),
  }),
  /** Nothing is to be sent yet. */
  v.strictObject({ kind: v.literal('nothing-yet'), right: v.boolean() }),
])
export type Choice = v.InferOutput<typeof ChoiceSchema>

/** One moment of one pair of the class, seen from one end: what is sent now? */
export const QuestionSchema = v.strictObject({
  session: v.string(),
  role: RoleSchema,
  /** The log's version of the move that it asks about: what came before is shown. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  choices: v.pipe(v.array(ChoiceSchema), v.minLength(2), v.maxLength(5)),
})
export type Question = v.InferOutput<typeof QuestionSchema>
