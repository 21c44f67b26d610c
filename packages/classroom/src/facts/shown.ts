import * as v from 'valibot'
import { NumberSchema } from './ids.ts'

/** What the wall shows, besides how many there are: code and QR, the clock and the share that is done, a pair's ladder, the poll. */
export const ShownSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('code') }),
  v.strictObject({ kind: v.literal('round') }),
  v.strictObject({ kind: v.literal('ladder'), round: NumberSchema, pair: NumberSchema }),
  v.strictObject({ kind: v.literal('poll') }),
])
export type Shown = v.InferOutput<typeof ShownSchema>
