import type { ProblemBody, ProblemCode } from '@woshou/session/api'
import type { FastifyReply } from 'fastify'

type Extra = Pick<ProblemBody, 'field' | 'retryAfter' | 'refusal' | 'request'>

/** Answers with a problem. */
export function problem(
  reply: FastifyReply,
  status: number,
  code: ProblemCode,
  detail: string,
  extra: Extra = {},
): FastifyReply {
  if (extra.retryAfter !== undefined) reply.header('retry-after', extra.retryAfter)
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ code, ...extra, detail })
}

/** A problem where a plugin can only throw. */
export class Problem extends Error {
  readonly statusCode: number
  readonly code: ProblemCode
  readonly extra: Extra

  constructor(statusCode: number, code: ProblemCode, detail: string, extra: Extra = {}) {
    super(detail)
    this.statusCode = statusCode
    this.code = code
    this.extra = extra
  }
}
