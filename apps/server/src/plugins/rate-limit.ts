import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * Limits the requests of one address within the scope of `app`. The web app's files are outside it: thirty students
 * behind one address fetch thousands of them in the first minute of a lesson.
 * @param more what an address may ask for beyond that
 */
export async function limitRequests(
  app: FastifyInstance,
  perMinute: number,
  more: (address: string) => number = () => 0,
): Promise<void> {
  await app.register(rateLimit, {
    max: (_request, address) => perMinute + more(String(address)),
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, { ttl }) => {
      const retryAfter = Math.max(1, Math.ceil(ttl / 1_000))
      return new Problem(429, 'too-many', `too many requests from this address: try again in ${retryAfter} s`, {
        retryAfter,
      })
    },
  })
}
