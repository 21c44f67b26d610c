import { RoleSchema } from '@woshou/session'
import * as v from 'valibot'
import { RubricKeySchema } from '../../facts/rubric.ts'

const StudentSchema = v.pipe(v.number(), v.integer('a whole number'), v.minValue(0, 'at least 0'))

/** `PUT /api/sessions/:id/marks`: the keys that one student is given, in place of those of before. */
export const GiveMarksSchema = v.strictObject({
  role: RoleSchema,
  /** Which of the end's students, 0 the first. */
  student: v.optional(StudentSchema, 0),
  keys: v.pipe(
    v.array(RubricKeySchema),
    v.maxLength(100, 'at most 100 keys'),
    v.transform((keys) => [...new Set(keys)]),
  ),
})
export type GiveMarks = v.InferInput<typeof GiveMarksSchema>

/** `GET` and `PUT /api/sessions/:id/marks`: every student of the session, in the order of ends. */
export const MarksSchema = v.object({
  marks: v.array(
    v.object({
      role: RoleSchema,
      student: v.number(),
      /** Those of the rubric as it is now, in its order. */
      keys: v.array(v.string()),
      points: v.number(),
    }),
  ),
})
export type Marks = v.InferOutput<typeof MarksSchema>
