import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * Limits the requests of one address within the scope of `app`. The web app's files are outside it: thirty students
 * behind one address fetch thousands of them in the first minute of a lesson.
 */
export async function limitRequests(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, { ttl }) => {
      const retryAfter = Math.max(1, Math.ceil(ttl / 1_000))
      return new Problem(429, 'too-many', `too many requests from this address: try again in ${retryAfter} s`, {
        retryAfter,
      })
    },
  })
}
