import { peerOf } from '@woshou/session'
import { openSession } from '../live/open-session.ts'
import { drawToken, hashToken } from '../log/seat-token.ts'
import type { App } from '../plugins/schemas.ts'
import { ProblemSchema, problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { bearerToken } from './bearer-token.ts'
import { dearlyIfLong } from './dear.ts'
import { overloaded } from './overloaded.ts'
import { OpenedSchema, SessionParamsSchema } from './session-schemas.ts'
import { spendStorage, storageUsedUp } from './storage-used-up.ts'

/** The same pair plays the same scenario again with swapped roles: the first who asks makes the session. */
export function successorRoutes(app: App, services: Services): void {
  const { admission, storage, registry, bus, clock } = services
  const { directory } = storage

  app.post(
    '/api/sessions/:id/successor',
    {
      schema: {
        summary: 'Takes the other role in the session that follows this one',
        tags: ['sessions'],
        security: [{ seat: [] }],
        params: SessionParamsSchema,
        response: {
          201: OpenedSchema,
          401: ProblemSchema,
          404: ProblemSchema,
          409: ProblemSchema,
          429: ProblemSchema,
          503: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      // the token before the log
      const seat = await directory.seatOf(id, bearerToken(request) ?? '')
      if (!seat || seat === 'network') {
        const [known] = await directory.list([id])
        if (!known) return problem(reply, 404, 'unknown-session', 'there is no such session')
        return problem(reply, 401, 'wrong-token', 'this needs the token of one of this session’s two ends')
      }
      const present = () => registry.using(id, async (actor) => (await actor?.present()) ?? null)
      const session = await dearlyIfLong(services, request, id, present)
      if (!session) return problem(reply, 404, 'unknown-session', 'there is no such session')
      if (!session.ended) return problem(reply, 409, 'not-ended', 'the session is still played')
      // the partner has begun it already: whoever follows makes nothing new
      const follows = (await directory.successorOf(id)) !== null
      if (admission.overloaded && !follows) return overloaded(reply)
      const usedUp = follows ? null : storageUsedUp(services, request, reply)
      if (usedUp) return usedUp
      const { scenario, level, pace, network, names, tries } = session
      const role = peerOf(seat)
      const name = names[seat] ?? ''

      const opened = await openSession(
        directory,
        { scenario, level, pace, network, role, name, predecessor: id, ...(tries !== undefined && { tries }) },
        clock(),
      )
      if (opened) {
        spendStorage(services, request, JSON.stringify(scenario))
        bus.publish(id, { type: 'successor', role: peerOf(seat), session: opened.session })
        return reply.code(201).send(opened)
      }

      const successor = (await directory.successorOf(id)) ?? ''
      const token = drawToken()
      const taken = await registry.using(successor, async (actor) => actor?.takeSeat(role, name, hashToken(token)))
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
