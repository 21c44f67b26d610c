import { withoutNames } from '@woshou/session'
import { ProblemSchema, SessionParamsSchema, ToldLogSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerNotNow } from '../answer-not-now.ts'
import { nextSlice } from '../live/in-slices.ts'
import { isNotNow, type NotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { PAGE, readWhole } from '../storage/event-log.ts'
import { isClosedTo, unknownSession } from './closed-sessions.ts'
import { dearly } from './dear.ts'

/** The whole truth about a session, both ends: only after its end, because nobody may see the peer's while it lasts. */
export function sessionEventRoutes(app: App, services: Services): void {
  const { endedLogs, failures, registry, storage } = services

  app.get(
    '/api/sessions/:id/events',
    {
      schema: {
        summary: 'The log of a session that has ended, for replays; without names under its nameless id',
        tags: ['sessions'],
        security: [{}, { seat: [] }, { login: [] }],
        params: SessionParamsSchema,
        response: {
          200: ToldLogSchema,
          404: ProblemSchema,
          409: ProblemSchema,
          429: ProblemSchema,
          503: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const [session] = await storage.directory.list([id])
      if (!session) {
        const named = await storage.directory.byNameless(id)
        if (named === null || (await isClosedTo(services, request, named))) return unknownSession(reply)
        return send(reply, endedLogs.get(id) ?? (await dearly(services, request, () => readNameless(id, named))))
      }
      if (await isClosedTo(services, request, id)) return unknownSession(reply)
      const ended = session.endedAt !== null || (await endsNow(request, id))
      if (isNotNow(ended)) return answerNotNow(services, reply, ended)
      if (!ended) return problem(reply, 409, 'not-ended', 'the session is still played: look again at its end')
      return send(reply, endedLogs.get(id) ?? (await dearly(services, request, () => read(id))))
    },
  )

  const send = (reply: FastifyReply, answer: Buffer | NotNow) =>
    isNotNow(answer)
      ? answerNotNow(services, reply, answer)
      : reply.type('application/json; charset=utf-8').send(answer as never)

  /**
   * Null where it is not stored yet and nothing can be stored: the replay is shown all the same; and for a class's session,
   * of which nobody may read it who may not read it with names.
   */
  async function namelessOf(id: string): Promise<string | null> {
    try {
      if ((await storage.classes.classOf(id)) !== null) return null
      return await storage.directory.nameless(id)
    } catch (error) {
      failures.report(error, 'nameless')
      return null
    }
  }

  /** Kept apart from the one with names, under an id of its own. */
  async function readNameless(nameless: string, session: string): Promise<Buffer> {
    const known = endedLogs.get(nameless)
    if (known !== undefined) return known
    const bare = withoutNames(await readWhole(storage.log, session))
    const pages: string[] = []
    for (let from = 0; from < bare.length; from += PAGE) {
      pages.push(JSON.stringify(bare.slice(from, from + PAGE)).slice(1, -1))
      await nextSlice()
    }
    const answer = Buffer.from(`{"names":false,"events":[${pages.join(',')}]}`)
    endedLogs.keep(nameless, answer)
    return answer
  }

  /** What is overdue may be its end. */
  async function endsNow(request: FastifyRequest, id: string): Promise<boolean | NotNow> {
    const present = () => registry.using(id, async (host) => (await host?.present()) ?? null)
    const session = await dearly(services, request, present)
    return isNotNow(session) ? session : session?.ended != null
  }

  async function read(id: string): Promise<Buffer> {
    const known = endedLogs.get(id)
    if (known !== undefined) return known
    const nameless = await namelessOf(id)
    const found = nameless === null ? '' : `"nameless":"${nameless}",`
    const answer = Buffer.from(`{${found}"events":${await storage.log.readText(id)}}`)
    if (nameless !== null) endedLogs.keep(id, answer)
    return answer
  }
}
