import {
  type ComeBack,
  type ComeIn,
  DoorSchema,
  type MakeReturnCode,
  ParticipantSchema,
  ReturnCodeSchema,
} from '@woshou/classroom/api'
import type { Seat } from '@woshou/session'
import { request } from './request.ts'

/** To which class a code, or the secret of a link, lets in. */
export const readDoor = (code: string) => request(DoorSchema, `/doors/${encodeURIComponent(code)}`)

/**
 * Comes into a class, or back into it: one browser is one student, whom the server knows by a cookie.
 * @param token by which this browser is a student there already; it names the same one where the cookie is lost
 */
export const comeIn = (wanted: ComeIn, token?: string) =>
  request(ParticipantSchema, '/participants', { body: wanted, ...(token !== undefined && { token }) })

/** Takes a student's place over from another browser. @param code four letters, or the secret of a link */
export const comeBack = (id: string, code: string) =>
  request(ParticipantSchema, '/returns', { body: { class: id, code } satisfies ComeBack })

/** By what the partner in a pair comes back on another phone. @param token of the participant who asks */
export const makeReturnCode = (id: string, role: Seat, token: string) =>
  request(ReturnCodeSchema, `/classes/${encodeURIComponent(id)}/return-codes`, {
    body: { role } satisfies MakeReturnCode,
    token,
  })
