import {
  AddTeacherSchema,
  ClassParamsSchema,
  LoginSchema,
  TeacherListSchema,
  TeacherParamsSchema,
} from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import type { FastifyReply } from 'fastify'
import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { unknownClass } from './classes.ts'

const tags = ['classes']
const security = [{ login: [] }]
const refused = { 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema }

/** Who teaches a class beside its owner, and who may see it. */
export function classTeacherRoutes(app: App, { storage }: Services): void {
  const { accounts, classes } = storage

  app.get(
    '/api/classes/:id/teachers',
    {
      config: { action: 'see-class' },
      schema: {
        summary: 'Who has a right in a class: the owner first',
        tags,
        security,
        params: ClassParamsSchema,
        response: { 200: TeacherListSchema, ...refused },
      },
    },
    async (request) => [...(await classes.teachers(request.params.id))],
  )

  app.post(
    '/api/classes/:id/teachers',
    {
      config: { action: 'keep-class' },
      schema: {
        summary: 'Gives an account a right in a class, or another one than it has; the owner stays its owner',
        tags,
        security,
        params: ClassParamsSchema,
        body: AddTeacherSchema,
        response: { 200: TeacherListSchema, 409: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { login, right } = request.body
      const typed = v.safeParse(LoginSchema, login)
      const account = typed.success ? await accounts.byLogin(typed.output) : null
      if (!account) return unknownAccount(reply, 'login')
      if ((await classes.rightOf(id, account.id)) === 'owner')
        return problem(reply, 409, 'forbidden', 'the owner of a class stays its owner', { field: 'login' })
      if (!(await classes.setRight(id, account.id, right))) return unknownClass(reply)
      return [...(await classes.teachers(id))]
    },
  )

  app.delete(
    '/api/classes/:id/teachers/:account',
    {
      config: { action: 'keep-class' },
      schema: {
        summary: 'Ends an account’s right in a class; the owner’s stays',
        tags,
        security,
        params: TeacherParamsSchema,
        response: { 204: v.undefined(), 409: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { account, id } = request.params
      if (await classes.endRight(id, account)) return reply.code(204).send(undefined)
      if ((await classes.rightOf(id, account)) === 'owner')
        return problem(reply, 409, 'forbidden', 'the owner of a class stays its owner', { field: 'account' })
      return unknownAccount(reply, 'account')
    },
  )
}

const unknownAccount = (reply: FastifyReply, field: string): FastifyReply =>
  problem(reply, 404, 'unknown-account', 'nobody is known by this', { field })
