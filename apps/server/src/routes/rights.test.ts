import { once } from 'node:events'
import { ACCOUNT_ROLES, CLASS_RIGHTS, type ClassRight } from '@woshou/classroom/api'
import { PROTOCOL } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { LOGIN_COOKIE } from '../cookies.ts'
import { openNewClass } from '../live/class/open-new-class.ts'
import { ACTIONS, type Action, isClassAction, may } from '../rights.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { letIn, newcomer, pairSession } from '../testing/stored-class.ts'

// real processes and sockets, on machines that are busy with other things too

/** Where instructors' routes are: each says by its `config.action` as what it is allowed, or stands below. */
const INSTRUCTORS = /^\/api\/(account|accounts|classes|report|review|sessions\/:id\/(comments|marks))(\/|$)/

/** Those that are for nobody in particular, each with who it is for. */
const FOR_OTHERS: Readonly<Record<string, string>> = {
  'POST /api/account/setup': 'who has the link',
  'POST /api/account/accept': 'who has the link',
  'POST /api/account/reset': 'who has the link',
  'POST /api/account/link': 'who has the link',
  'POST /api/account/login': 'who knows the password',
  'POST /api/account/logout': 'whoever is signed in, or not any more',
  'GET /api/sessions/:id/comments': 'a teacher, or a student who sat there: see review.test.ts',
  'GET /api/classes/:id/report/mine': 'a student of the class, of the own: see reports.test.ts',
  'POST /api/classes/:id/return-codes': 'a teacher, or the student whose partner is away: see classes.test.ts',
}

interface Route {
  readonly method: string
  readonly url: string
  readonly action: Action | undefined
  /** What its `:id` names, if not a class. */
  readonly about: 'session' | undefined
}

/** What a refusal of the table says. */
const REFUSALS = ['not-signed-in', 'forbidden', 'unknown-class', 'unknown-session']

let server: TestServer
let storage: Storage
/** Who owns the classes that nobody else does. */
let keeper: string
const routes: Route[] = []
beforeAll(async () => {
  server = await startServer({
    beforeRoutes: (app) =>
      app.addHook('onRoute', ({ method, url, config }) => {
        if (method !== 'HEAD')
          for (const one of [method].flat())
            routes.push({ method: one, url, action: config?.action, about: config?.about })
      }),
  })
  storage = await server.storage()
  keeper = await storeAccount(storage, 'keeper', 'instructor')
})
afterAll(async () => {
  await storage.close()
  await server.close()
})

/** A new class in which one account has a right. @returns its id */
async function storeClass(right: ClassRight | null, account: string): Promise<string> {
  const owner = right === 'owner' ? account : keeper
  const { id } = await openNewClass(storage.classes, { name: 'Networks', owner }, Date.now())
  if (right !== null && right !== 'owner') expect(await storage.classes.setRight(id, account, right)).toBe(true)
  return id
}

/** A class with a student and the session of a pair. @returns its id, that session, the student's token */
async function storeLesson(right: ClassRight | null, account: string) {
  const id = await storeClass(right, account)
  const token = drawToken()
  const student = await letIn(storage.classes, id, newcomer('Jo', token))
  const pair = pairSession(id, 1, student.id)
  await storage.classes.createSessions(id, [pair])
  return { id, session: pair.session.id, token }
}

/** What a browser sends in which an account is signed in. */
async function cookieOf(account: string): Promise<string> {
  const token = drawToken()
  await storage.accounts.keepLogin(account, hashToken(token), Date.now() + 60_000)
  return `${LOGIN_COOKIE}=${token}`
}

/** Asks a route about a class, as far as it is about one. @returns the code of the problem, if it is one */
async function ask(browser: InstructorBrowser, { method, url }: Route, about: string, token?: string): Promise<string> {
  const path = url
    .replace(/^\/api\/accounts\/:id/, `/api/accounts/${drawToken()}`)
    .replace(':id', about)
    .replace(/:(round|pair)/g, '1')
    .replace(/:\w+/g, drawToken())
  const { body } = await browser.ask(method, path, method === 'GET' || method === 'DELETE' ? undefined : {}, {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  })
  return (body as { code?: string } | null)?.code ?? 'done'
}

/** Says one message on a new socket. @returns the code of the error that it is answered with, or another answer's type */
async function say(cookie: string | null, message: object): Promise<string> {
  const headers = { origin: server.url, ...(cookie !== null && { cookie }) }
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { headers })
  await once(socket, 'open')
  const heard = once(socket, 'message')
  socket.send(JSON.stringify({ protocol: PROTOCOL, ...message }))
  const { type, code } = JSON.parse(String((await heard)[0])) as { type: string; code?: string }
  socket.close()
  await once(socket, 'close')
  return code ?? type
}

/** Instructors' messages: each is to see a class. */
const messagesAbout = ({ id, session }: { id: string; session: string }) => [
  { type: 'watch-class', class: id },
  { type: 'watch-wall', class: id },
  { type: 'watch-session', session },
]

const everybody = ACCOUNT_ROLES.flatMap((role) => [null, ...CLASS_RIGHTS].map((right) => ({ role, right })))

describe('every route of instructors', () => {
  it('says as what it is allowed, or whom else it is for', () => {
    const own = routes.filter(({ url }) => INSTRUCTORS.test(url))
    const silent = own.filter(({ action, method, url }) => action === undefined && !FOR_OTHERS[`${method} ${url}`])
    expect(silent).toEqual([])
    expect(own.length).toBeGreaterThan(10)
    // and nobody is named above who is gone
    const known = own.map(({ method, url }) => `${method} ${url}`)
    expect(Object.keys(FOR_OTHERS).filter((one) => !known.includes(one))).toEqual([])
  })

  it('refuses nobody at all, and every token of a student', async () => {
    const { id: taught, session, token } = await storeLesson(null, keeper)
    for (const route of routes.filter(({ action }) => action !== undefined)) {
      const name = `${route.method} ${route.url}`
      const browser = new InstructorBrowser(server.url)
      const id = route.about === 'session' ? session : taught
      expect(await ask(browser, route, id), name).toBe('not-signed-in')
      expect(await ask(browser, route, id, token), name).toBe('not-signed-in')
      browser.cookie = `${LOGIN_COOKIE}=${token}`
      expect(await ask(browser, route, id, token), name).toBe('not-signed-in')
    }
  })

  it.each(everybody)(
    'lets an $role who is $right of the class do what the table says, and nothing else',
    async ({ role, right }) => {
      const account = await storeAccount(storage, `route ${role} ${right}`, role)
      const browser = new InstructorBrowser(server.url)
      browser.cookie = await cookieOf(account)
      for (const route of routes) {
        const { action, method, url } = route
        if (action === undefined || (!isClassAction(action) && right !== null)) continue
        // a new one each time: it may be deleted
        const aboutSession = route.about === 'session'
        const taught = isClassAction(action) && !aboutSession ? await storeClass(right, account) : ''
        const about = aboutSession ? (await storeLesson(right, account)).session : taught
        const answered = await ask(browser, route, about)
        expect(REFUSALS.includes(answered), `${method} ${url}: ${answered}`).toBe(!may({ role }, action, right))
      }
    },
  )
})

describe('every message of instructors', () => {
  it('refuses nobody at all, and a student’s token', async () => {
    const lesson = await storeLesson(null, keeper)
    for (const message of messagesAbout(lesson)) {
      expect(await say(null, message), message.type).toBe('not-signed-in')
      expect(await say(`${LOGIN_COOKIE}=${lesson.token}`, message), message.type).toBe('not-signed-in')
    }
  })

  it.each(everybody)('lets an $role who is $right of the class see it, or not', async ({ role, right }) => {
    const account = await storeAccount(storage, `message ${role} ${right}`, role)
    const cookie = await cookieOf(account)
    for (const message of messagesAbout(await storeLesson(right, account))) {
      const answered = await say(cookie, message)
      const refused = REFUSALS.includes(answered)
      expect(refused, `${message.type}: ${answered}`).toBe(!may({ role }, 'see-class', right))
    }
  })
})

it('no action is forgotten: each has a route', () => {
  const used = new Set(routes.map(({ action }) => action))
  expect(ACTIONS.filter((action) => !used.has(action))).toEqual([])
})
