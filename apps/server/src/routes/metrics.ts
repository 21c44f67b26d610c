import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'
import { problem } from '../problem.ts'

/**
 * What Prometheus reads. Students share the address with it, so it takes a token; without METRICS_TOKEN there are no
 * metrics at all.
 */
export function metricsRoute(app: FastifyInstance, metrics: Metrics, token: string | null): void {
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (token === null) return problem(reply, 404, 'not-found', 'there are no metrics: METRICS_TOKEN is not set')
    if (!same(request.headers.authorization ?? '', `Bearer ${token}`)) {
      reply.header('www-authenticate', 'Bearer')
      return problem(reply, 401, 'wrong-token', 'this needs the token of METRICS_TOKEN')
    }
    const { contentType, text } = await metrics.expose()
    return reply.type(contentType).send(text)
  })
}

/** Compared in a time that tells nothing of where they differ. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
