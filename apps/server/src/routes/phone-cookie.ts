import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PHONE_COOKIE } from '../cookies.ts'
import { flags } from '../plugins/signed-in.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'

/** Seconds. */
const YEAR = 365 * 24 * 60 * 60

/** Who a browser is in one class. */
export interface PhoneIn {
  /** By which it attends and takes its seats: the same whenever it comes, and in no two classes the same. */
  readonly token: string
  readonly tokenHash: string
  readonly phoneHash: string
}

/** A browser's own secret; null when it has none yet. */
export function phoneOf({ cookies }: Pick<FastifyRequest, 'cookies'>): string | null {
  const phone = cookies[PHONE_COOKIE]
  return phone !== undefined && /^[A-Za-z0-9_-]{22}$/.test(phone) ? phone : null
}

/** A browser's own secret, which it is given with the answer when it has none. */
export function phoneFor(request: FastifyRequest, reply: FastifyReply, publicOrigins: readonly string[]): string {
  const known = phoneOf(request)
  const phone = known ?? drawToken()
  // again each time: a browser that comes once a week never loses it
  reply.setCookie(PHONE_COOKIE, phone, { ...flags(request, publicOrigins), maxAge: YEAR })
  return phone
}

/** Who a browser is in a class: reckoned from its secret, so that one browser is one student and nothing need be kept. */
export function phoneIn(phone: string, id: string): PhoneIn {
  const derived = (purpose: string) => createHash('sha256').update(`woshou ${purpose} ${phone}${id}`).digest()
  const token = derived('participant').subarray(0, 16).toString('base64url')
  return { token, tokenHash: hashToken(token), phoneHash: derived('phone').toString('base64url') }
}
