import * as v from 'valibot'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** What a scenario takes and asks, for whoever chooses one. Derived from a play of two correct ends, never estimated by hand. */
export const EffortSchema = v.object({
  /** How many segments each end sends. */
  segments: v.object({ client: count, server: count }),
  /** Minutes at pace 1, a student's thinking included; whole, at least 1. */
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** 1: opening and closing alone. 2: one thing beyond them. 3: several at once. */
  difficulty: v.picklist([1, 2, 3]),
})
export type Effort = v.InferOutput<typeof EffortSchema>
