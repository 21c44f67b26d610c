import type { FastifyReply } from 'fastify'
import { RETRY_AFTER } from './live/admission.ts'
import type { NotNow } from './live/not-now.ts'
import { notStored } from './not-stored.ts'
import { problem } from './problem.ts'
import type { Services } from './services.ts'

const LATER = { retryAfter: RETRY_AFTER }

/** Answers that something can't be done now. */
export function answerNotNow(
  { failures }: Pick<Services, 'failures'>,
  reply: FastifyReply,
  notNow: NotNow,
): FastifyReply {
  switch (notNow.notNow) {
    case 'too-many':
      return problem(reply, 429, 'too-many', notNow.detail, LATER)
    case 'crowded': {
      const detail = 'much that this address asked for is still being done: try again in some seconds'
      return problem(reply, 429, 'too-many', detail, LATER)
    }
    case 'overloaded':
      return problem(reply, 503, 'overloaded', 'those that play come first just now: try again in some seconds', LATER)
    case 'given-up':
      return problem(reply, 503, 'overloaded', 'the connection was given up')
    case 'gone':
      return problem(reply, 404, 'unknown-session', 'there is no such session')
    case 'newer-rules':
      return problem(reply, 503, 'newer-rules', notNow.detail)
    case 'contested':
      return problem(reply, 503, 'overloaded', 'others were faster again and again: try again in some seconds', LATER)
    case 'stopping':
      return problem(reply, 503, 'overloaded', 'this server is about to stop: try again in some seconds', LATER)
    case 'storage-lost':
      failures.report(notNow.cause, 'request')
      return notStored(reply)
  }
}
