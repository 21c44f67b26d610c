import { SeatTokenSchema } from '@woshou/session'
import type { FastifyRequest } from 'fastify'
import * as v from 'valibot'

/** The seat token in `Authorization: Bearer …`; null when there is none, '' when it can't be one. */
export function bearerToken({ headers }: FastifyRequest): string | null {
  if (headers.authorization === undefined) return null
  const [, token = ''] = /^Bearer\s+(\S+)$/i.exec(headers.authorization) ?? []
  return v.is(SeatTokenSchema, token) ? token : ''
}
