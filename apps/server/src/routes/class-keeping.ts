import { ClassParamsSchema } from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import type { Services } from '../services.ts'

const schema = {
  tags: ['classes'],
  security: [{ login: [] }],
  params: ClassParamsSchema,
  response: { 204: v.undefined(), 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema },
}

/** What is kept of a class, and for how long. */
export function classKeepingRoutes(app: App, { classes: live, clock, storage }: Services): void {
  const { classes } = storage

  app.post(
    '/api/classes/:id/keep',
    {
      config: { action: 'teach-class' },
      schema: { summary: 'Counts as a use of the class: it is kept for as long again', ...schema },
    },
    async (request, reply) => {
      await classes.used(request.params.id, clock())
      return reply.code(204).send(undefined)
    },
  )

  app.post(
    '/api/classes/:id/forget-names',
    {
      config: { action: 'keep-class' },
      schema: {
        summary: 'Calls all of its students by their pseudonyms from now on, for good: no name is stored any more',
        ...schema,
      },
    },
    async (request, reply) => {
      await classes.forgetNames(request.params.id)
      live.tableChanged(request.params.id)
      return reply.code(204).send(undefined)
    },
  )
}
