import { AccountListSchema, AccountParamsSchema, InviteSchema, OneTimeLinkSchema } from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import type { FastifyReply } from 'fastify'
import * as v from 'valibot'
import { told } from '../account-of.ts'
import { keepInvitation, keepReset } from '../one-time-links.ts'
import type { App } from '../plugins/schemas.ts'
import { whoAsks } from '../plugins/signed-in.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { otherOrigins } from './other-origins.ts'

const config = { action: 'keep-accounts' } as const
const tags = ['accounts']
const security = [{ login: [] }]
const refused = { 401: ProblemSchema, 403: ProblemSchema }

/** All accounts, for admins. Nobody is ever sent anything: a link is told to the admin who made it, who passes it on. */
export function accountsRoutes(app: App, services: Services, publicOrigins: readonly string[]): void {
  const { accounts } = services.storage

  app.get(
    '/api/accounts',
    {
      config,
      schema: { summary: 'All accounts, by login', tags, security, response: { 200: AccountListSchema, ...refused } },
    },
    async () => (await accounts.all()).map(told),
  )

  app.post(
    '/api/accounts/invitations',
    {
      config,
      schema: {
        summary: 'A link by which one person makes an account, once',
        tags,
        security,
        body: InviteSchema,
        response: { 201: OneTimeLinkSchema, ...refused },
      },
    },
    async (request, reply) => {
      const link = await keepInvitation(services, request.body.role)
      return reply.code(201).send({ ...link, ...otherOrigins(request, publicOrigins) })
    },
  )

  app.post(
    '/api/accounts/:id/reset-links',
    {
      config,
      schema: {
        summary: 'A link by which its owner sets a new password, once; ends the one of before',
        tags,
        security,
        params: AccountParamsSchema,
        response: { 201: OneTimeLinkSchema, 404: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const account = await accounts.byId(request.params.id)
      if (!account) return unknown(reply)
      const link = await keepReset(services, account)
      return reply.code(201).send({ ...link, ...otherOrigins(request, publicOrigins) })
    },
  )

  app.delete(
    '/api/accounts/:id',
    {
      config,
      schema: {
        summary: 'Deletes an account; the classes that it owns go to whoever deletes it. The last admin stays',
        tags,
        security,
        params: AccountParamsSchema,
        response: { 204: v.undefined(), 404: ProblemSchema, 409: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const outcome = await accounts.delete(request.params.id, whoAsks(request).id)
      if (outcome.deleted) return reply.code(204).send(undefined)
      if (outcome.why === 'unknown') return unknown(reply)
      return problem(reply, 409, 'last-admin', 'this is the only admin: invite another one first')
    },
  )
}

const unknown = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'unknown-account', 'there is no such account', { field: 'id' })
