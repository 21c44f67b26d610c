import { openClass } from '@woshou/classroom'
import { ACCOUNT_ROLES, type AccountRole, CLASS_RIGHTS, type ClassRight } from '@woshou/classroom/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTIONS, type Action, isClassAction, may } from '../rights.ts'
import { openDatabase } from '../storage/prisma/open-storage.ts'
import type { Database } from '../storage/prisma/shared-connection.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { InstructorBrowser, PASSWORD, storeAccount } from '../testing/instructor.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

// real processes and sockets, on machines that are busy with other things too

/** Where instructors' routes are: each says by its `config.action` as what it is allowed, or stands below. */
const INSTRUCTORS = /^\/api\/(account|accounts|classes)(\/|$)/

/** Those that are for nobody in particular, each with who it is for. */
const FOR_OTHERS: Readonly<Record<string, string>> = {
  'POST /api/account/setup': 'who has the link',
  'POST /api/account/accept': 'who has the link',
  'POST /api/account/reset': 'who has the link',
  'POST /api/account/link': 'who has the link',
  'POST /api/account/login': 'who knows the password',
  'POST /api/account/logout': 'whoever is signed in, or not any more',
  'POST /api/classes/:id/return-codes': 'a teacher, or the student whose partner is away: see classes.test.ts',
}

interface Route {
  readonly method: string
  readonly url: string
  readonly action: Action | undefined
}

/** What a refusal of the table says. */
const REFUSALS = ['not-signed-in', 'forbidden', 'unknown-class']

let server: TestServer
let database: Database
const routes: Route[] = []
beforeAll(async () => {
  server = await startServer({
    beforeRoutes: (app) =>
      app.addHook('onRoute', ({ method, url, config }) => {
        if (method !== 'HEAD')
          for (const one of [method].flat()) routes.push({ method: one, url, action: config?.action })
      }),
  })
  database = await openDatabase(`file:${server.databaseFile}`)
})
afterAll(async () => {
  await database.close()
  await server.close()
})

/** A new class in which one account has a right, and a student a token. */
async function storeClass(right: ClassRight | null, account: string | null) {
  const { prisma } = database
  const [id, participant, token] = [drawToken(), drawToken(), drawToken()]
  const now = new Date()
  const row = { id, name: 'Networks', secret: drawToken(), createdAt: now, usedAt: now }
  const code = String(10_000_000 + (await prisma.class.count()))
  const { key } = await prisma.class.create({ data: { ...row, drawn: { create: { code } } } })
  const events = openClass(now.getTime(), drawToken())
    .events.map((event) => JSON.stringify(event))
    .join(',')
  await prisma.classAppend.create({ data: { log: key, first: 1, last: 1, at: now.getTime(), events } })
  if (right !== null && account !== null)
    await prisma.classTeacher.create({ data: { classId: id, accountId: account, right } })
  const student = { id: participant, nth: 0, name: 'Jo', phoneHash: hashToken(drawToken()), state: 'in', cameAt: now }
  await prisma.participant.create({ data: { ...student, classId: id, tokenHash: hashToken(token) } })
  return { id, participant, token }
}

/** Asks a route about a class, as far as it is about one. @returns the code of the problem, if it is one */
async function ask(
  browser: InstructorBrowser,
  { method, url }: Route,
  about: { id: string; participant: string },
  token?: string,
) {
  const path = url
    .replace(/^\/api\/accounts\/:id/, `/api/accounts/${drawToken()}`)
    .replace(':id', about.id)
    .replace(/:(round|pair)/g, '1')
    .replace(/:\w+/g, about.participant)
  const { body } = await browser.ask(method, path, method === 'GET' || method === 'DELETE' ? undefined : {}, {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  })
  return (body as { code?: string } | null)?.code ?? 'done'
}

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
    const about = await storeClass(null, null)
    for (const route of routes.filter(({ action }) => action !== undefined)) {
      const name = `${route.method} ${route.url}`
      expect(await ask(new InstructorBrowser(server.url), route, about), name).toBe('not-signed-in')
      expect(await ask(new InstructorBrowser(server.url), route, about, about.token), name).toBe('not-signed-in')
      const forged = new InstructorBrowser(server.url)
      forged.cookie = `woshou_login=${about.token}`
      expect(await ask(forged, route, about, about.token), name).toBe('not-signed-in')
    }
  })

  const everybody = ACCOUNT_ROLES.flatMap((role) => [null, ...CLASS_RIGHTS].map((right) => ({ role, right })))
  it.each(everybody)(
    'lets an $role who is $right of the class do what the table says, and nothing else',
    async ({ role, right }) => {
      const { browser, id: account } = await signedIn(role, right)
      for (const route of routes) {
        const { action, method, url } = route
        if (action === undefined || (!isClassAction(action) && right !== null)) continue
        // a new one each time: it may be deleted
        const about = await storeClass(right, account)
        const answered = await ask(browser, route, about)
        expect(REFUSALS.includes(answered), `${method} ${url}: ${answered}`).toBe(!may({ role }, action, right))
      }
    },
  )

  async function signedIn(role: AccountRole, right: ClassRight | null) {
    const login = `${role}-${right}`
    const storage = await server.storage()
    const id = await storeAccount(storage, login, role)
    await storage.close()
    const browser = new InstructorBrowser(server.url)
    expect((await browser.post('/api/account/login', { login, password: PASSWORD })).status).toBe(200)
    return { browser, id }
  }
})

it('no action is forgotten: each has a route', () => {
  const used = new Set(routes.map(({ action }) => action))
  expect(ACTIONS.filter((action) => !used.has(action))).toEqual([])
})
