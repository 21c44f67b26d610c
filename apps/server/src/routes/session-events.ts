import { type SessionEvent, withoutNames } from '@woshou/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
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
  const { endedLogs, failures, registry, storage } = services

  app.get(
    '/api/sessions/:id/events',
    {
      schema: {
        summary: 'The log of a session that has ended, for replays; without names under its nameless id',
        tags: ['sessions'],
        params: SessionParamsSchema,
        response: {
          200: v.object({
            /** By what the same is found with `client` and `server` instead of names; left out where names are. */
            nameless: v.optional(v.string()),
            /** False when everybody is called by their seat. */
            names: v.optional(v.boolean()),
            events: v.array(EventSchema),
          }),
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
      if (!summary) {
        const session = await storage.directory.byNameless(id)
        if (session === null) return problem(reply, 404, 'unknown-session', 'there is no such session')
        const text = endedLogs.get(id) ?? (await dearly(services, request, () => readNameless(id, session)))
        return send(reply, `{"names":false,"events":${text}}`)
      }
      if (summary.endedAt === null && !(await endsNow(request, id)))
        return problem(reply, 409, 'not-ended', 'the session is still played: look again at its end')
      const text = endedLogs.get(id) ?? (await dearly(services, request, () => read(id)))
      const nameless = await namelessOf(id)
      return send(reply, `{${nameless === null ? '' : `"nameless":"${nameless}",`}"events":${text}}`)
    },
  )

  const send = (reply: FastifyReply, text: string) => reply.type('application/json; charset=utf-8').send(text as never)

  /** Null where it is not stored yet and nothing can be stored: the replay is shown all the same. */
  async function namelessOf(id: string): Promise<string | null> {
    try {
      return await storage.directory.nameless(id)
    } catch (error) {
      failures.report(error, 'nameless')
      return null
    }
  }

  /** Kept apart from the one with names, under an id of its own. */
  async function readNameless(nameless: string, session: string): Promise<string> {
    const known = endedLogs.get(nameless)
    if (known !== undefined) return known
    const text = JSON.stringify(withoutNames(await storage.log.read(session)))
    endedLogs.keep(nameless, text)
    return text
  }

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
