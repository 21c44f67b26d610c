import type { SessionEvent } from '@woshou/session'
import type { FastifyRequest } from 'fastify'
import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import { ProblemSchema, problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { dearly } from './dear.ts'
import { SessionParamsSchema } from './session-schemas.ts'

/** Not described a second time: the log is written and read by the same code. */
const EventSchema = v.pipe(
  v.custom<SessionEvent>(() => true),
  v.description('An event of packages/session/src/event.ts'),
)

/** The whole truth about a session, both ends: only after its end, because nobody may see the peer's while it lasts. */
export function sessionEventRoutes(app: App, services: Services): void {
  const { endedLogs, registry, storage } = services

  app.get(
    '/api/sessions/:id/events',
    {
      schema: {
        summary: 'The log of a session that has ended, for replays',
        tags: ['sessions'],
        params: SessionParamsSchema,
        response: {
          200: v.object({ events: v.array(EventSchema) }),
          404: ProblemSchema,
          409: ProblemSchema,
          429: ProblemSchema,
          503: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const [summary] = await storage.directory.summaries([id])
      if (!summary) return problem(reply, 404, 'unknown-session', 'there is no such session')
      if (summary.endedAt === null && !(await endsNow(request, id)))
        return problem(reply, 409, 'not-ended', 'the session is still played: look again at its end')
      const text = endedLogs.get(id) ?? (await dearly(services, request, () => read(id)))
      return reply.type('application/json; charset=utf-8').send(`{"events":${text}}` as never)
    },
  )

  /** What is overdue may be its end. */
  function endsNow(request: FastifyRequest, id: string): Promise<boolean> {
    return dearly(services, request, () =>
      registry.using(id, async (actor) => ((await actor?.present()) ?? null)?.ended != null),
    )
  }

  async function read(id: string): Promise<string> {
    const known = endedLogs.get(id)
    if (known !== undefined) return known
    const text = await storage.log.readText(id)
    endedLogs.keep(id, text)
    return text
  }
}
