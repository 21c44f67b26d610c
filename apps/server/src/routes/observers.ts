import { agreementOf } from '@woshou/session'
import { ObserverSchema, ProblemSchema, SessionParamsSchema } from '@woshou/session/api'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { refusedInClass } from './closed-sessions.ts'
import { ownEnd } from './own-end.ts'

/**
 * Watching: who has the token sees both ends live and can do nothing. Both ends have to have agreed (`agree-observer`),
 * each may take it back at any time, and both are told while somebody watches.
 */
export function observerRoutes(app: App, services: Services): void {
  app.post(
    '/api/sessions/:id/observer',
    {
      schema: {
        summary: 'Lets somebody watch both ends; ends what was made for that before',
        tags: ['sessions'],
        security: [{ seat: [] }],
        params: SessionParamsSchema,
        response: {
          201: ObserverSchema,
          401: ProblemSchema,
          404: ProblemSchema,
          409: ProblemSchema,
          503: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const inClass = 'who watches the pairs of a class are its teachers'
      const refused = await refusedInClass(services, request, reply, id, inClass)
      if (refused) return refused
      const own = await ownEnd(services, request, reply, id)
      if (!own) return reply
      const { session } = own
      const agreement = session.ended ? null : agreementOf(session)
      if (agreement === null) {
        const detail = 'both ends have to agree first (agree-observer), while they play'
        return problem(reply, 409, 'not-agreed', detail)
      }
      const token = drawToken()
      await services.storage.directory.letWatch(id, hashToken(token), agreement)
      return reply.code(201).send({ session: id, role: 'observer', token })
    },
  )
}
