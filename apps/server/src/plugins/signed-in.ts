import cookie from '@fastify/cookie'
import { ClassIdSchema } from '@woshou/classroom'
import type { Account, ClassRight } from '@woshou/classroom/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { accountOf } from '../account-of.ts'
import { LOGIN_COOKIE } from '../cookies.ts'
import { fromOwnPage } from '../own-pages.ts'
import { problem } from '../problem.ts'
import { type Action, isClassAction, may } from '../rights.ts'
import type { Services } from '../services.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** As what it is allowed, by `rights.ts`, and to nobody else. That of a class is about the class in `params.id`. */
    action?: Action
    /** What `params.id` names, if not the class itself: a session, which is of one. */
    about?: 'session'
    /** For nobody in particular, but from our own pages alone: signing in. */
    ownPages?: boolean
  }
  interface FastifyRequest {
    /** Who is signed in in this browser; of a socket: was when it was opened. */
    account: Account | null
    /** What they have in the class that the route's action is about. */
    right: ClassRight | null
    /** The class that the route's action is about; null when there is none. */
    taught: string | null
  }
}

const DAY = 24 * 60 * 60 * 1_000

/** Milliseconds for which a login holds. */
export const LOGIN_HOLDS = 30 * DAY

/** What changes nothing. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

type Accounts = Pick<Services, 'clock' | 'storage'>

export interface SignedInOptions {
  readonly publicOrigins: readonly string[]
  /** What an account has in a class. */
  readonly rightOf: (id: string, account: string) => Promise<ClassRight | null>
  /** The class of a session; null when it is of none. */
  readonly classOf: (session: string) => Promise<string | null>
}

/**
 * Knows within the scope of `app` who is signed in, lets nobody do what `rights.ts` does not allow them, and hears what
 * changes something from an instructor's browser from our own pages alone.
 */
export async function knowSignedIn(
  app: FastifyInstance,
  services: Accounts & Pick<Services, 'browsers'>,
  { classOf, publicOrigins, rightOf }: SignedInOptions,
): Promise<void> {
  await app.register(cookie)
  app.decorateRequest('account', null)
  app.decorateRequest('right', null)
  app.decorateRequest('taught', null)
  // after the limits on requests, which are asked when a request begins, and before its body is read
  app.addHook('preParsing', async (request, reply) => {
    const { about, action, ownPages } = request.routeOptions.config
    const token = loginTokenOf(request)
    const guarded = action !== undefined || ownPages === true || token !== null
    if (guarded && !SAFE.has(request.method) && !fromOwnPage(request, publicOrigins)) {
      const detail = 'pages of this origin may change nothing here: name it in PUBLIC_ORIGINS if they should'
      return problem(reply, 403, 'wrong-origin', detail)
    }
    const account = token === null ? null : await accountOf(services, token)
    request.account = account
    if (account !== null && token !== null) services.browsers.note(token)
    if (action === undefined) return
    if (account === null) return problem(reply, 401, 'not-signed-in', 'sign in: POST /api/account/login')
    if (!isClassAction(action)) {
      if (!may(account, action)) return problem(reply, 403, 'forbidden', `this is for others (${action})`)
      return
    }
    const { id } = request.params as { readonly id?: unknown }
    // classes' and sessions' ids are of one form
    const known = v.is(ClassIdSchema, id) ? id : null
    request.taught = known !== null && about === 'session' ? await classOf(known) : known
    request.right = request.taught === null ? null : await rightOf(request.taught, account.id)
    if (may(account, action, request.right)) return
    if (request.right === null)
      return about === 'session'
        ? problem(reply, 404, 'unknown-session', 'there is no such session in your classes')
        : problem(reply, 404, 'unknown-class', 'there is no such class among yours')
    return problem(reply, 403, 'forbidden', `a ${request.right} of this class may not (${action})`)
  })
}

/** Who asks for something that is allowed to those who are signed in alone. */
export function whoAsks({ account }: Pick<FastifyRequest, 'account'>): Account {
  if (account === null) throw new Error('a route that is for instructors has no action')
  return account
}

/** The token in an instructor's cookie; null when there is none. */
export function loginTokenOf({ cookies }: Pick<FastifyRequest, 'cookies'>): string | null {
  const token = cookies[LOGIN_COOKIE]
  return token === undefined || token === '' ? null : token
}

/** Signs somebody in in the browser that asks, in place of whoever was: a token is never anybody else's. */
export async function signIn(
  { clock, storage }: Accounts,
  request: FastifyRequest,
  reply: FastifyReply,
  account: string,
  publicOrigins: readonly string[],
): Promise<void> {
  const before = loginTokenOf(request)
  if (before !== null) await storage.accounts.endLogin(before)
  const token = drawToken()
  await storage.accounts.keepLogin(account, hashToken(token), clock() + LOGIN_HOLDS)
  reply.setCookie(LOGIN_COOKIE, token, { ...flags(request, publicOrigins), maxAge: LOGIN_HOLDS / 1_000 })
}

/** Ends a login here and in the browser. */
export async function signOut(
  { storage }: Accounts,
  request: FastifyRequest,
  reply: FastifyReply,
  publicOrigins: readonly string[],
): Promise<void> {
  const token = loginTokenOf(request)
  if (token !== null) await storage.accounts.endLogin(token)
  reply.clearCookie(LOGIN_COOKIE, flags(request, publicOrigins))
}

/** Of all cookies: no script reads them, no other site's page sends them along with what changes something. */
export const flags = (request: FastifyRequest, publicOrigins: readonly string[]) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(request, publicOrigins) }) as const

/** Whether the browser speaks https, whoever in front of this server takes it off. In a classroom it mostly does not. */
function isHttps({ headers: { origin }, host, protocol }: FastifyRequest, publicOrigins: readonly string[]): boolean {
  if (protocol === 'https') return true
  if (origin !== undefined) return origin.startsWith('https:')
  return publicOrigins.includes(`https://${host.toLowerCase()}`)
}
