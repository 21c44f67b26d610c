import * as v from 'valibot'

/** By what a mark names a key of its rubric: drawn by whoever makes it, never shown. */
export const RubricKeySchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,40}$/, '1 to 40 letters, digits, - or _'))

/** A few are looked at in each session; more are a form that nobody fills in. */
const MOST_KEYS = 20
/** More is no grade any more. Points may be lost as well, and halves be given. */
const MOST_POINTS = 1_000

/**
 * What a teacher looks for in each student's session, and what it is worth. Marks name keys, and points are reckoned from the
 * rubric as it is: whoever changes it has all sessions scored again.
 */
export const RubricSchema = v.strictObject({
  keys: v.pipe(
    v.array(
      v.strictObject({
        key: RubricKeySchema,
        words: v.pipe(
          v.string(),
          v.trim(),
          v.nonEmpty('1 to 200 characters'),
          v.maxLength(200, '1 to 200 characters'),
          v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'one line without control characters'),
        ),
        points: v.pipe(
          v.number(),
          v.finite('a number'),
          v.minValue(-MOST_POINTS, `at least -${MOST_POINTS}`),
          v.maxValue(MOST_POINTS, `at most ${MOST_POINTS}`),
          v.multipleOf(0.25, 'whole points, halves or quarters'),
        ),
      }),
    ),
    v.maxLength(MOST_KEYS, `at most ${MOST_KEYS} keys`),
    v.check((keys) => new Set(keys.map(({ key }) => key)).size === keys.length, 'each key once'),
  ),
})
export type Rubric = v.InferOutput<typeof RubricSchema>

/** Of a class whose teachers have said nothing yet. */
export const NO_RUBRIC: Rubric = { keys: [] }

/** What some keys come to by a rubric. Of those that it has no more nothing comes. */
export const pointsOf = ({ keys }: Rubric, given: readonly string[]): number =>
  keys.reduce((sum, { key, points }) => sum + (given.includes(key) ? points : 0), 0)
