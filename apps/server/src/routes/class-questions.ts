import { ClassParamsSchema, ProposalListSchema, QuestionsQuerySchema } from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { unknownClass } from './classes.ts'

/** What a class can be asked of its own moves, before it is asked. */
export function classQuestionRoutes(app: App, services: Services): void {
  const { classes, questions } = services

  app.get(
    '/api/classes/:id/questions',
    {
      config: { action: 'see-class' },
      schema: {
        summary: 'What the class got wrong, as questions to all, what most got wrong first; or one move as a question',
        tags: ['classes'],
        security: [{ login: [] }],
        params: ClassParamsSchema,
        querystring: QuestionsQuerySchema,
        response: { 200: ProposalListSchema, 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { query } = request
      const classroom = await classes.using(id, async (host) => host?.classroom ?? null)
      if (isNotNow(classroom)) return answerNotNow(services, reply, classroom)
      if (!classroom) return unknownClass(reply)
      const found =
        'session' in query ? await questions.proposal(id, classroom, query) : await questions.proposals(id, classroom)
      if (isNotNow(found)) return answerNotNow(services, reply, found)
      if (!found)
        return problem(reply, 404, 'not-found', 'no segment of this class was sent or tried there', {
          field: 'version',
        })
      return [found].flat()
    },
  )
}
