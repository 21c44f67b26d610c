import { agreementOf, isRole } from '@woshou/session'
import { ObserverSchema, ProblemSchema, SessionParamsSchema } from '@woshou/session/api'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { answerNotNow } from './answer-not-now.ts'
import { bearerToken } from './bearer-token.ts'
import { dearlyIfLong } from './dear.ts'

/**
 * Watching: who has the token sees both ends live and can do nothing. Both ends have to have agreed (`agree-observer`),
 * each may take it back at any time, and both are told while somebody watches.
 */
export function observerRoutes(app: App, services: Services): void {
  const { storage, registry } = services
  const { directory } = storage

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
      const seat = await directory.seatOf(id, bearerToken(request) ?? '')
      if (!seat || !isRole(seat)) {
        const [known] = await directory.list([id])
        if (!known) return problem(reply, 404, 'unknown-session', 'there is no such session')
        return problem(reply, 401, 'wrong-token', 'this needs the token of one of this session’s two ends')
      }
      const present = () => registry.using(id, async (host) => (await host?.present()) ?? null)
      const session = await dearlyIfLong(services, request, id, present)
      if (isNotNow(session)) return answerNotNow(services, reply, session)
      if (!session) return problem(reply, 404, 'unknown-session', 'there is no such session')
      const agreement = session.ended ? null : agreementOf(session)
      if (agreement === null) {
        const detail = 'both ends have to agree first (agree-observer), while they play'
        return problem(reply, 409, 'not-agreed', detail)
      }
      const token = drawToken()
      await directory.letWatch(id, hashToken(token), agreement)
      return reply.code(201).send({ session: id, role: 'observer', token })
    },
  )
}
