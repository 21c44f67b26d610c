import type { FastifyError, FastifyInstance } from 'fastify'
import { Problem, problem } from '../problem.ts'

/** What is wrong with a request by its schema: thrown by the validator, answered with the field's name. */
export class Malformed extends Error {
  readonly field: string

  constructor(field: string, detail: string) {
    super(detail)
    this.field = field
  }
}

/** Every error becomes a problem; an unknown one is a bug, logged, and answered without a word about the inside. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Problem | Malformed, request, reply) => {
    if (error instanceof Malformed) return problem(reply, 400, 'malformed', error.message, { field: error.field })
    if (error instanceof Problem) return problem(reply, error.statusCode, error.code, error.message, error.extra)
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
