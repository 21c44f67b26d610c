import type { SessionEvent } from '@woshou/session'
import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import { ProblemSchema, problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { SessionParamsSchema } from './session-schemas.ts'

/** Not described a second time: the log is written and read by the same code. */
const EventSchema = v.pipe(
  v.custom<SessionEvent>(() => true),
  v.description('An event of packages/session/src/event.ts'),
)

/** The whole truth about a session, both ends: only after its end, because nobody may see the peer's while it lasts. */
export function sessionEventRoutes(app: App, { storage, registry }: Services): void {
  app.get(
    '/api/sessions/:id/events',
    {
      schema: {
        summary: 'The log of a session that has ended, for replays',
        tags: ['sessions'],
        params: SessionParamsSchema,
        response: { 200: v.object({ events: v.array(EventSchema) }), 404: ProblemSchema, 409: ProblemSchema },
      },
    },
    async ({ params: { id } }, reply) => {
      const stored = await storage.log.read(id)
      if (stored.at(-1)?.type === 'session-ended') return { events: stored }
      // what is overdue may be its end
      const session = await registry.using(id, async (actor) => (await actor?.present()) ?? null)
      if (!session) return problem(reply, 404, 'unknown-session', 'there is no such session')
      if (!session.ended) return problem(reply, 409, 'not-ended', 'the session is still played: look again at its end')
      return { events: await storage.log.read(id) }
    },
  )
}
