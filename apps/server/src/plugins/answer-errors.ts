import type { FastifyError, FastifyInstance } from 'fastify'
import { answerNotNow } from '../answer-not-now.ts'
import { Problem, problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { StorageLost } from '../storage/storage-lost.ts'

/** What is wrong with a request by its schema: thrown by the validator, answered with the field's name. */
export class Malformed extends Error {
  readonly field: string

  constructor(field: string, detail: string) {
    super(detail)
    this.field = field
  }
}

/**
 * Every error becomes a problem. That the storage does not answer is no bug; an unknown one is, logged, and answered
 * without a word about the inside.
 */
export function answerErrors(app: FastifyInstance, { failures }: Pick<Services, 'failures'>): void {
  app.setErrorHandler((error: FastifyError | Problem | Malformed | StorageLost, request, reply) => {
    if (error instanceof Malformed) return problem(reply, 400, 'malformed', error.message, { field: error.field })
    if (error instanceof Problem) return problem(reply, error.statusCode, error.code, error.message, error.extra)
    if (error instanceof StorageLost)
      return answerNotNow({ failures }, reply, { notNow: 'storage-lost', cause: error.cause })
    const status = error.statusCode ?? 500
    if (status === 413) return problem(reply, 413, 'too-large', 'the body is larger than this server takes')
    if (status === 415) return problem(reply, 415, 'malformed', 'a body is JSON: say application/json', { field: '' })
    // Fastify's own: a body that isn't JSON, another media type
    if (status >= 400 && status < 500) return problem(reply, status, 'malformed', error.message, { field: '' })
    request.log.error({ err: error, req: request }, 'failed')
    return problem(reply, 500, 'server-error', `something went wrong here; it is in the log as ${request.id}`, {
      request: request.id,
    })
  })
}
