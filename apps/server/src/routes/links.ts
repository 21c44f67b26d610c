import { isRole } from '@woshou/session'
import { LinksSchema, ProblemSchema, SessionParamsSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { Listed } from '../storage/directory.ts'
import { bearerToken } from './bearer-token.ts'
import { refusedInClass, unknownSession } from './closed-sessions.ts'

const schema = {
  tags: ['sessions'],
  security: [{ seat: [] }],
  params: SessionParamsSchema,
  response: { 200: LinksSchema, 401: ProblemSchema, 404: ProblemSchema, 409: ProblemSchema, 503: ProblemSchema },
}

/** A pair's session is there for whoever has a link to it, until one of the two closes them; and again when one opens them. */
export function linkRoutes(app: App, services: Services): void {
  const { directory } = services.storage

  /** The session of an end whose token is borne; null when the reply has been sent. */
  async function own(request: FastifyRequest, reply: FastifyReply, id: string): Promise<Listed | null> {
    const inClass = 'a class’s sessions have no links but those that its teachers make'
    if (await refusedInClass(services, request, reply, id, inClass)) return null
    const [session] = await directory.list([id])
    const role = session && (await directory.seatOf(id, bearerToken(request) ?? ''))
    if (session && role && isRole(role)) return session
    // closed links tell nobody that there is anything
    if (!session || (await directory.closedLinks([id])).has(id)) unknownSession(reply)
    else problem(reply, 401, 'wrong-token', 'this needs the token of one of this session’s two ends')
    return null
  }

  app.get(
    '/api/sessions/:id/links',
    { schema: { summary: 'Whether whoever has a link to a session sees it', ...schema } },
    async (request, reply) => {
      const { id } = request.params
      if (!(await own(request, reply, id))) return reply
      return { open: !(await directory.closedLinks([id])).has(id) }
    },
  )

  app.put(
    '/api/sessions/:id/links',
    {
      schema: {
        summary: 'Closes the links to a session that has ended, with names and without, or opens them again',
        ...schema,
        body: LinksSchema,
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const session = await own(request, reply, id)
      if (!session) return reply
      if (session.endedAt === null) return problem(reply, 409, 'not-ended', 'the session is still played')
      const { open } = request.body
      await directory.closeLinks(id, !open)
      return { open }
    },
  )
}
