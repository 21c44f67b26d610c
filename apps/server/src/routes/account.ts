import { normalizeIP } from '@fastify/rate-limit'
import {
  AccountSchema,
  ChangePasswordSchema,
  LogInSchema,
  OneTimeTokenSchema,
  OpenedLinkSchema,
  RenameAccountSchema,
  ResetPasswordSchema,
  type SetUpAccount,
  SetUpAccountSchema,
} from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { told } from '../account-of.ts'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { loginTokenOf, signIn, signOut, whoAsks } from '../plugins/signed-in.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { OneTimeKind, StoredAccount, StoredOneTimeLink } from '../storage/accounts.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { SignInLimit } from './sign-in-limit.ts'

const ownPages = { config: { ownPages: true } }
const ownAccount = { config: { action: 'own-account' } } as const
const tags = ['account']
const security = [{ login: [] }]

/** One's own account: made by a link that works once, signed in to, and its password. */
export function accountRoutes(app: App, services: Services, publicOrigins: readonly string[]): void {
  const { clock, passwords, storage } = services
  const limit = new SignInLimit()
  const enter = (request: FastifyRequest, reply: FastifyReply, account: string) =>
    signIn(services, request, reply, account, publicOrigins)

  /** Whether it is the password of an account, null where nobody has the login. @returns null when the reply has been sent */
  async function isRight(
    request: FastifyRequest,
    reply: FastifyReply,
    { account, login, password }: { login: string; account: StoredAccount | null; password: string },
  ): Promise<boolean | null> {
    const address = addressOf(request)
    const right = await limit.attempt(login, address, () =>
      passwords.matches(password, account?.passwordHash ?? null, address),
    )
    if (right === 'too-many') tooMany(reply)
    else if (isNotNow(right)) answerNotNow(services, reply, right)
    else return right
    return null
  }

  /** A link that works; one for the set-up does while there is no account. */
  async function holding(token: string): Promise<StoredOneTimeLink | null> {
    const link = await storage.accounts.link(token, clock())
    return link?.kind === 'setup' && (await storage.accounts.any()) ? null : link
  }

  /** Makes an account by a link of one kind, and signs in. */
  async function make(request: FastifyRequest, reply: FastifyReply, kind: OneTimeKind, made: SetUpAccount) {
    const { login, name, password, token } = made
    // before a password is worked on: that is dear, and who has no link gets none of it
    const link = await holding(token)
    if (link?.kind !== kind) return wrongLink(reply)
    const passwordHash = await passwords.hash(password, addressOf(request))
    if (isNotNow(passwordHash)) return answerNotNow(services, reply, passwordHash)
    const account = { id: drawToken(), login, name, role: link.role, passwordHash }
    const created = await storage.accounts.create(account, hashToken(token), clock())
    if (created === 'wrong-link') return wrongLink(reply)
    if (created === 'login-taken') {
      return problem(reply, 409, 'login-taken', 'somebody else has this login: take another', { field: 'login' })
    }
    await enter(request, reply, account.id)
    return reply.code(201).send(told(account))
  }

  const making = (summary: string) => ({
    ...ownPages,
    schema: {
      summary,
      tags,
      body: SetUpAccountSchema,
      response: { 201: AccountSchema, 403: ProblemSchema, 404: ProblemSchema, 409: ProblemSchema },
    },
  })

  app.post(
    '/api/account/setup',
    making('Makes the first account, an admin’s, by the link that a start prints while there is none; signs in'),
    (request, reply) => make(request, reply, 'setup', request.body),
  )

  app.post('/api/account/accept', making('Makes an account by an invitation; signs in'), (request, reply) =>
    make(request, reply, 'invitation', request.body),
  )

  app.post(
    '/api/account/link',
    {
      ...ownPages,
      schema: {
        summary: 'What a link is for that works once',
        tags,
        body: OneTimeTokenSchema,
        response: { 200: OpenedLinkSchema, 403: ProblemSchema, 404: ProblemSchema },
      },
    },
    async (request, reply) => {
      const link = await holding(request.body.token)
      if (!link) return wrongLink(reply)
      const { account, kind, role } = link
      return { kind, role, login: account === null ? null : ((await storage.accounts.byId(account))?.login ?? null) }
    },
  )

  app.post(
    '/api/account/login',
    {
      ...ownPages,
      schema: {
        summary: 'Signs in: gives the cookie',
        tags,
        body: LogInSchema,
        response: { 200: AccountSchema, 401: ProblemSchema, 403: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { login, password } = request.body
      const account = await storage.accounts.byLogin(login)
      const right = await isRight(request, reply, { login, account, password })
      if (right === null) return reply
      // the same words for a name that nobody has
      if (!right || !account) return problem(reply, 401, 'wrong-login', 'no account has this login and this password')
      await enter(request, reply, account.id)
      return told(account)
    },
  )

  app.post(
    '/api/account/logout',
    {
      ...ownPages,
      schema: {
        summary: 'Ends this login',
        tags,
        response: { 204: v.undefined(), 403: ProblemSchema },
      },
    },
    async (request, reply) => {
      await signOut(services, request, reply, publicOrigins)
      return reply.code(204).send(undefined)
    },
  )

  app.get(
    '/api/account',
    {
      ...ownAccount,
      schema: {
        summary: 'Who is signed in',
        tags,
        security,
        response: { 200: AccountSchema, 401: ProblemSchema },
      },
    },
    async (request) => whoAsks(request),
  )

  app.patch(
    '/api/account',
    {
      ...ownAccount,
      schema: {
        summary: 'Changes one’s name, as other teachers see it',
        tags,
        security,
        body: RenameAccountSchema,
        response: { 200: AccountSchema, 401: ProblemSchema },
      },
    },
    async (request, reply) => {
      const account = await storage.accounts.rename(whoAsks(request).id, request.body.name)
      // deleted a moment ago
      if (!account) return problem(reply, 401, 'not-signed-in', 'there is no such account any more')
      return told(account)
    },
  )

  app.post(
    '/api/account/password',
    {
      ...ownAccount,
      schema: {
        summary: 'Changes one’s password: every other login ends',
        tags,
        security,
        body: ChangePasswordSchema,
        response: { 200: AccountSchema, 401: ProblemSchema, 403: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { next, password } = request.body
      const account = await storage.accounts.byId(whoAsks(request).id)
      const right = await isRight(request, reply, { login: account?.login ?? '', account, password })
      if (right === null) return reply
      if (!right || !account) {
        return problem(reply, 403, 'wrong-login', 'this is not your password', { field: 'password' })
      }
      const passwordHash = await passwords.hash(next, addressOf(request))
      if (isNotNow(passwordHash)) return answerNotNow(services, reply, passwordHash)
      await storage.accounts.changePassword(account.id, passwordHash, hashToken(loginTokenOf(request) ?? ''))
      return told(account)
    },
  )

  app.post(
    '/api/account/reset',
    {
      ...ownPages,
      schema: {
        summary: 'Sets a password by a reset link: every login ends, and this browser signs in',
        tags,
        body: ResetPasswordSchema,
        response: { 200: AccountSchema, 403: ProblemSchema, 404: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { password, token } = request.body
      if ((await holding(token))?.kind !== 'reset') return wrongLink(reply)
      const passwordHash = await passwords.hash(password, addressOf(request))
      if (isNotNow(passwordHash)) return answerNotNow(services, reply, passwordHash)
      const account = await storage.accounts.resetPassword(hashToken(token), passwordHash, clock())
      if (!account) return wrongLink(reply)
      await enter(request, reply, account.id)
      return told(account)
    },
  )
}

const addressOf = ({ ip }: FastifyRequest): string => normalizeIP(ip)

const wrongLink = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'wrong-link', 'this link has been used, is over, or never was one', { field: 'token' })

const tooMany = (reply: FastifyReply): FastifyReply =>
  problem(reply, 429, 'too-many', 'too many wrong passwords: try again in some seconds', { retryAfter: 10 })
