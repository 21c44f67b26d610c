import { HealthSchema, ProblemSchema, ReadySchema } from '@woshou/session/api'
import { notStored } from '../not-stored.ts'
import type { App } from '../plugins/schemas.ts'
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
