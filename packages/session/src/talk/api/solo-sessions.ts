import * as v from 'valibot'
import { RoleSchema } from '../../facts/role.ts'
import { SessionIdSchema } from '../message.ts'
import { NameSchema } from './name.ts'

/** `POST /api/solo-sessions`. */
export const OfferSchema = v.strictObject({
  /** What the student wants to be called. */
  name: NameSchema,
  /** The student's seat. */
  role: RoleSchema,
  /** The whole log: looked at by `verify`. */
  events: v.pipe(
    v.array(v.unknown()),
    v.description('The events of packages/session/src/facts/event.ts, from 1 to the end'),
  ),
})
export type Offer = v.InferInput<typeof OfferSchema>

/** Where its replay is found. */
export const StoredSoloSchema = v.object({ session: SessionIdSchema })
