import * as v from 'valibot'
import { SeatTokenSchema, SessionIdSchema } from '../message.ts'

/** By what somebody may watch both ends. The token is told once. */
export const ObserverSchema = v.object({
  session: SessionIdSchema,
  role: v.literal('observer'),
  token: SeatTokenSchema,
})
export type Observer = v.InferOutput<typeof ObserverSchema>
