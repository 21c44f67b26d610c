import type { FastifyReply } from 'fastify'
import { problem } from '../problem.ts'

/** Answers whoever has guessed too much. */
export const wait = (reply: FastifyReply): FastifyReply =>
  problem(reply, 429, 'too-many', 'too many unknown codes from this address: try again in some seconds', {
    retryAfter: 4,
  })

/** Answers that a code stands for nothing of what was asked for. */
export const unknownCode = (reply: FastifyReply, detail: string): FastifyReply =>
  problem(reply, 404, 'unknown-code', detail, { field: 'code' })
