import type { FastifyReply } from 'fastify'
import { RETRY_AFTER } from './live/admission.ts'
import { problem } from './problem.ts'

/** Answers that the storage is lost. Why is in the log: it may name files and hosts, and anybody may ask. */
export const notStored = (reply: FastifyReply): FastifyReply =>
  problem(reply, 503, 'not-stored', 'nothing can be stored just now: the server’s log says why', {
    retryAfter: RETRY_AFTER,
  })
