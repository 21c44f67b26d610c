import type { FastifyReply } from 'fastify'
import { RETRY_AFTER } from '../live/admission.ts'
import { problem } from '../problem.ts'

/** Refuses what would be new here, for the good of what is being played. */
export const overloaded = (reply: FastifyReply): FastifyReply =>
  problem(reply, 503, 'overloaded', 'this server has as much to do as it can do well: try again in some seconds', {
    retryAfter: RETRY_AFTER,
  })
