import { SeatSchema, SeatTokenSchema } from '@woshou/session'
import { NameSchema, WordsSchema } from '@woshou/session/api'
import * as v from 'valibot'
import { ClassIdSchema, ParticipantIdSchema } from '../../facts/ids.ts'

/**
 * `POST /api/participants`. The code is what people type, or a link's secret. One browser is one student: it is known by a
 * cookie of its own, and by `Authorization: Bearer` with a token that it holds.
 */
export const ComeInSchema = v.strictObject({ code: v.pipe(v.string(), v.maxLength(60)), name: NameSchema })
export type ComeIn = v.InferInput<typeof ComeInSchema>

/** By what a phone attends, and by what it takes every seat that it is given. The token is told once. */
export const ParticipantSchema = v.object({
  class: ClassIdSchema,
  participant: ParticipantIdSchema,
  token: SeatTokenSchema,
  pseudonym: WordsSchema,
  /** As it became: unique in the class. */
  name: v.string(),
})
export type Participant = v.InferOutput<typeof ParticipantSchema>

/** `GET /api/doors/:code`: to what a code or a link's secret lets in; tells nothing of who is there. */
export const DoorSchema = v.object({ class: ClassIdSchema, name: v.string(), open: v.boolean() })
export type Door = v.InferOutput<typeof DoorSchema>

/**
 * `POST /api/classes/:id/return-codes`, for who has lost their phone: by a teacher, who names the participant; or by a
 * participant (its token) for whoever sits, or sat before a bot did, in that seat of its pair: phones know no ids but their own.
 */
export const MakeReturnCodeSchema = v.union([
  v.strictObject({ participant: ParticipantIdSchema }),
  v.strictObject({ role: SeatSchema }),
])
export type MakeReturnCode = v.InferInput<typeof MakeReturnCodeSchema>
/** Works once. Four letters, or the link of a QR. */
export const ReturnCodeSchema = v.object({
  /** Of its class alone. */
  code: v.string(),
  /** `/class/CLASS#SECRET`: the page gives the secret to `POST /api/returns` as its code, and no server logs it. */
  link: v.string(),
  /** Milliseconds since 1970, UTC. */
  until: v.number(),
})
export type ReturnCode = v.InferOutput<typeof ReturnCodeSchema>

/** `POST /api/returns`: another phone takes a place over; answers `ParticipantSchema`. The one of before is told so. */
export const ComeBackSchema = v.strictObject({
  class: v.optional(ClassIdSchema),
  code: v.pipe(v.string(), v.maxLength(60)),
})
export type ComeBack = v.InferInput<typeof ComeBackSchema>
