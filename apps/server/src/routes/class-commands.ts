import { normalizeIP } from '@fastify/rate-limit'
import { type ClassRefusal, GivenCommandSchema } from '@woshou/classroom'
import { ClassParamsSchema, CommandAnswerSchema } from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { whoAsks } from '../plugins/signed-in.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { unknownClass } from './classes.ts'

/** What a class refuses because it is so already: whoever asked for it has what they wanted. */
const AS_WISHED: ReadonlySet<ClassRefusal> = new Set([
  'doors-are-open',
  'doors-are-closed',
  'round-is-paused',
  'round-is-not-paused',
])

/** What a teacher asks of a class. */
export function classCommandRoutes(app: App, services: Services): void {
  const { classes, halls } = services

  app.post(
    '/api/classes/:id/commands',
    {
      config: { action: 'teach-class' },
      schema: {
        summary:
          'Carries a teacher’s command out, once however often it is sent; says which version the class has then',
        tags: ['classes'],
        security: [{ login: [] }],
        params: ClassParamsSchema,
        body: GivenCommandSchema,
        response: {
          200: CommandAnswerSchema,
          401: ProblemSchema,
          403: ProblemSchema,
          404: ProblemSchema,
          409: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      // who teaches is where the class is
      halls.note(normalizeIP(request.ip))
      const done = await classes.using(id, async (host) => {
        const commanded = await host?.command(request.body, whoAsks(request).id)
        if (!host || !commanded || isNotNow(commanded)) return commanded
        if (commanded.ok) return commanded
        const wished = AS_WISHED.has(commanded.refusal)
        return wished ? ({ ok: true, version: host.classroom.version } as const) : commanded
      })
      if (!done || (isNotNow(done) && done.notNow === 'gone')) return unknownClass(reply)
      if (isNotNow(done)) return answerNotNow(services, reply, done)
      if (done.ok) return { version: done.version }
      const { refusal } = done
      return problem(reply, 409, 'refused', `not now: ${refusal}`, { refusal })
    },
  )
}
