import * as v from 'valibot'
import { RoleSchema, SeatSchema } from '../../facts/role.ts'
import { SeatTokenSchema, SessionIdSchema } from '../message.ts'

/** A seat that has just been taken. The token is told once. */
export const SeatedSchema = v.object({ session: SessionIdSchema, role: SeatSchema, token: SeatTokenSchema })
export type Seated = v.InferOutput<typeof SeatedSchema>

/** The first seat of a new session, with what brings others to it. */
export const OpenedSchema = v.object({
  ...SeatedSchema.entries,
  role: RoleSchema,
  /** Eight digits; none when nobody can follow any more. */
  code: v.string(),
  /** The secret in the invitation link. */
  invitation: v.optional(v.string()),
})
export type Opened = v.InferOutput<typeof OpenedSchema>
