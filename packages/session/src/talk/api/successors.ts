import * as v from 'valibot'
import { LevelSchema } from '../../facts/level.ts'

/** What the pair plays next; what is left out stays as it was. */
export const NextSchema = v.strictObject({
  /** A scenario's id. */
  scenario: v.optional(v.pipe(v.string(), v.maxLength(60))),
  level: v.optional(LevelSchema),
})
export type Next = v.InferInput<typeof NextSchema>
