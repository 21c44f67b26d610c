import { HealthSchema, ProblemSchema, ReadySchema } from '@woshou/session/api'
import type { FastifyReply } from 'fastify'
import { RETRY_AFTER } from '../live/admission.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { VERSION } from '../version.ts'
import { overloaded } from './overloaded.ts'

/** Whether this server works, and whether it has room for more: asked by containers and load balancers. */
export function healthRoutes(app: App, { admission, storageHealth, registry, bus }: Services): void {
  app.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether the server answers, and what happens here is stored',
        tags: ['operation'],
        response: { 200: HealthSchema, 503: ProblemSchema },
      },
    },
    async (_request, reply) => {
      if ((await storageHealth.trouble()) !== null) return notStored(reply)
      return { ok: true as const, version: VERSION, liveSessions: registry.size, bus: bus.state }
    },
  )

  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Whether new sessions had better be opened here than elsewhere',
        tags: ['operation'],
        response: { 200: ReadySchema, 503: ProblemSchema },
      },
    },
    async (_request, reply) => {
      if ((await storageHealth.trouble()) !== null) return notStored(reply)
      return admission.overloaded ? overloaded(reply) : { ok: true as const }
    },
  )
}

/** Why is in the log: it may name files and hosts, and anybody may ask. */
const notStored = (reply: FastifyReply): FastifyReply =>
  problem(reply, 503, 'not-stored', 'nothing can be stored just now: the server’s log says why', {
    retryAfter: RETRY_AFTER,
  })
