import type { FastifyReply } from 'fastify'
import * as v from 'valibot'

/** Why a request was not carried out: stable words, which the web app puts into the user's language. */
const PROBLEMS = [
  'malformed',
  'too-large',
  'too-many',
  'overloaded',
  'not-stored',
  'not-found',
  'unknown-scenario',
  'unknown-code',
  'unknown-session',
  'seats-taken',
  'seat-taken',
  'second-seat',
  'not-ended',
  'not-verified',
  'newer-rules',
  'wrong-token',
  'wrong-origin',
  'no-web-build',
  'server-error',
] as const
export type ProblemCode = (typeof PROBLEMS)[number]

/** The body of every answer that isn't a success. */
export const ProblemSchema = v.object({
  code: v.picklist(PROBLEMS),
  /** The field which is to be corrected: `name`, `id.3`. */
  field: v.optional(v.string()),
  /** What is expected, for developers. */
  detail: v.string(),
  /** Seconds. */
  retryAfter: v.optional(v.number()),
  /** Names the request in the log. */
  request: v.optional(v.string()),
})
type ProblemBody = v.InferOutput<typeof ProblemSchema>
type Extra = Pick<ProblemBody, 'field' | 'retryAfter' | 'request'>

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
