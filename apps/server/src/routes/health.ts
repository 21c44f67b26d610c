import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import { ProblemSchema } from '../problem.ts'
import type { Services } from '../services.ts'
import { VERSION } from '../version.ts'
import { overloaded } from './overloaded.ts'

/** `lost` is no reason to take a server out: it serves its students, and hears of the others a second later. */
const BusStateSchema = v.picklist(['alone', 'none', 'connected', 'lost'])

/** Whether this server works, and whether it has room for more: asked by containers and load balancers. */
export function healthRoutes(app: App, { admission, storage, registry, bus }: Services): void {
  app.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether the server and its storage answer',
        tags: ['operation'],
        response: {
          200: v.object({ ok: v.literal(true), version: v.string(), liveSessions: v.number(), bus: BusStateSchema }),
          500: ProblemSchema,
        },
      },
    },
    async () => {
      await storage.check()
      return { ok: true as const, version: VERSION, liveSessions: registry.size, bus: bus.state }
    },
  )

  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Whether new sessions had better be opened here than elsewhere',
        tags: ['operation'],
        response: { 200: v.object({ ok: v.literal(true) }), 500: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (_request, reply) => {
      await storage.check()
      return admission.overloaded ? overloaded(reply) : { ok: true as const }
    },
  )
}
