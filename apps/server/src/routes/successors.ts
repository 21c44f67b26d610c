import { peerOf } from '@woshou/session'
import { NextSchema, OpenedSchema, ProblemSchema, SessionParamsSchema } from '@woshou/session/api'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import { openSession } from '../live/open-session.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { refusedInClass } from './closed-sessions.ts'
import { overloaded } from './overloaded.ts'
import { ownEnd } from './own-end.ts'
import { sizeOf, spendStorage, storageUsedUp } from './storage-used-up.ts'

/**
 * A pair stays a pair: it plays on with swapped roles, the same scenario or another one. The first who asks makes the
 * session and says which; whoever asks after that takes the other end of it.
 */
export function successorRoutes(app: App, services: Services): void {
  const { admission, storage, registry, bus, clock, shelf } = services
  const { directory } = storage

  app.post(
    '/api/sessions/:id/successor',
    {
      schema: {
        summary: 'Takes the other role in the session that follows this one',
        tags: ['sessions'],
        security: [{ seat: [] }],
        params: SessionParamsSchema,
        body: NextSchema,
        response: {
          201: OpenedSchema,
          400: ProblemSchema,
          401: ProblemSchema,
          404: ProblemSchema,
          409: ProblemSchema,
          429: ProblemSchema,
          503: ProblemSchema,
        },
      },
      // earlier builds' pages need say nothing
      preValidation: async (request) => {
        request.body ??= {}
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const inClass = 'a class goes on with its next round'
      const refused = await refusedInClass(services, request, reply, id, inClass)
      if (refused) return refused
      const own = await ownEnd(services, request, reply, id)
      if (!own) return reply
      const { role: seat, session } = own
      if (!session.ended) return problem(reply, 409, 'not-ended', 'the session is still played')
      // the partner has begun it already: whoever follows makes nothing new
      const follows = (await directory.successorOf(id)) !== null
      if (admission.overloaded && !follows) return overloaded(reply)
      const usedUp = follows ? null : storageUsedUp(services, request, reply)
      if (usedUp) return usedUp
      const next = request.body.scenario
      const scenario = next === undefined ? session.scenario : shelf.get(next)
      if (!scenario) {
        const detail = 'there is no such scenario: GET /api/scenarios lists them'
        return problem(reply, 404, 'unknown-scenario', detail, { field: 'scenario' })
      }
      const { pace, network, names, tries } = session
      const level = request.body.level ?? session.level
      const role = peerOf(seat)
      const name = names[seat] ?? ''

      const opened = await openSession(
        directory,
        { scenario, level, pace, network, role, name, predecessor: id, ...(tries !== undefined && { tries }) },
        clock(),
      )
      if (opened) {
        spendStorage(services, request, sizeOf(scenario))
        bus.publish(id, { type: 'successor', role: peerOf(seat), session: opened.session })
        return reply.code(201).send(opened)
      }

      const successor = (await directory.successorOf(id)) ?? ''
      const token = drawToken()
      const taken = await registry.using(successor, async (host) => host?.takeSeat(role, name, hashToken(token)))
      if (isNotNow(taken)) return answerNotNow(services, reply, taken)
      if (!taken || taken === 'second-seat')
        return problem(reply, 409, 'seat-taken', 'this seat of the next session is taken')
      const [summary] = await directory.list([successor])
      const { code, invitation } = summary ?? {}
      return reply
        .code(201)
        .send({ session: successor, code: code ?? '', ...(invitation && { invitation }), role, token })
    },
  )
}
