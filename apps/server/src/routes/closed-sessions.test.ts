import type { OpenedClass } from '@woshou/classroom/api'
import { PROTOCOL, type SessionEvent } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import type { Answered } from '../testing/cookie-browser.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { joinPair, type Pair, playToEnd, seatPair } from '../testing/pair.ts'
import { PhoneBrowser } from '../testing/phone-browser.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { pairSession } from '../testing/stored-class.ts'
import { lastAppend } from '../testing/stored-session.ts'
import { TalkSocket } from '../testing/talk-socket.ts'

/** What a route about a session is given, where it wants anything: a new one that does has to stand here. */
const BODIES: Readonly<Record<string, object>> = {
  'PUT /api/sessions/:id/links': { open: true },
  'POST /api/sessions/:id/comments': { version: 1, words: 'Look here.', shared: true },
  'PATCH /api/sessions/:id/comments/:comment': { words: 'Look there.' },
  'PUT /api/sessions/:id/marks': { role: 'client', student: 0, keys: [] },
}

interface Route {
  readonly method: string
  readonly url: string
}

let server: TestServer
let storage: Storage
let teacher: InstructorBrowser
let other: InstructorBrowser
/** All that are about one session. */
const routes: Route[] = []
beforeAll(async () => {
  server = await startServer({
    env: { requestsPerMinute: 10_000 },
    beforeRoutes: (app) =>
      app.addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat())
          if (one !== 'HEAD' && url.startsWith('/api/sessions/:id')) routes.push({ method: one, url })
      }),
  })
  storage = await server.storage()
  teacher = await signedIn('anna')
  other = await signedIn('other')
})
afterAll(async () => {
  await storage.close()
  await server.close()
})

async function signedIn(login: string): Promise<InstructorBrowser> {
  await storeAccount(storage, login, 'instructor')
  return new InstructorBrowser(server.url).signIn(login)
}

/** A class that has played a round: one of its sessions has ended, with a student of each token; another is another's. */
async function storeLesson() {
  const made = (await teacher.post('/api/classes', { name: 'Networks' })).body as OpenedClass
  const [own, others] = [new PhoneBrowser(server.url), new PhoneBrowser(server.url)]
  const [mei, bo] = [await own.in(made.code, 'Mei'), await others.in(made.code, 'Bo')]
  const pairs = [pairSession(made.class, 1, mei.participant), pairSession(made.class, 2, bo.participant)]
  await storage.classes.createSessions(made.class, pairs)
  for (const { session } of pairs) await storage.log.append(lastAppend(session.id, session.events.length + 1))
  return { session: pairs[0]?.session.id ?? '', own: mei.token, others: bo.token, phone: others }
}

/** A pair that has played, and closed its links. */
async function closedPair(): Promise<Pair & { readonly nameless: string }> {
  const pair = await seatPair(server.url)
  const sockets = await joinPair(server.url, pair)
  await playToEnd(sockets)
  for (const socket of Object.values(sockets)) socket.close()
  const { body } = await stranger().get(`/api/sessions/${pair.session}/events`)
  await putLinks(pair, 'client', false)
  return { ...pair, nameless: (body as { nameless: string }).nameless }
}

const stranger = () => new InstructorBrowser(server.url)
const bearing = (token: string) => ({ authorization: `Bearer ${token}` })

async function putLinks({ seats, session }: Pair, role: 'client' | 'server', open: boolean): Promise<void> {
  const answer = await stranger().ask('PUT', `/api/sessions/${session}/links`, { open }, bearing(seats[role].token))
  expect(answer).toMatchObject({ status: 200, body: { open } })
}

/** Asks a route about a session. @returns status and code */
async function ask(by: InstructorBrowser | PhoneBrowser, { method, url }: Route, session: string, token?: string) {
  const path = url.replace(':id', session).replace(/:\w+/g, drawToken())
  const body = BODIES[`${method} ${url}`] ?? (method === 'POST' || method === 'PUT' ? {} : undefined)
  return codeOf(await by.ask(method, path, body, token === undefined ? {} : bearing(token)))
}

const codeOf = ({ body, status }: Answered): string => `${status} ${(body as { code?: string } | null)?.code}`

/** What a socket is answered to its first message. */
async function say(first: Parameters<typeof TalkSocket.open>[1], cookie: string | null): Promise<string> {
  const socket = await TalkSocket.open(server.url, first, cookie)
  const { code } = await socket.next('error')
  socket.close()
  return code
}

it('knows all that can be asked of one session', () => {
  expect(routes.map(({ url }) => url)).toEqual(
    expect.arrayContaining(['', '/events', '/successor', '/observer', '/links'].map((of) => `/api/sessions/:id${of}`)),
  )
})

describe('a class’s session', () => {
  it('is for whoever has no right there no other than one that does not exist, whatever is asked', async () => {
    const { others, phone, session } = await storeLesson()
    const askers = [
      { who: 'nobody', by: stranger() },
      { who: 'who makes a token up', by: stranger(), token: drawToken() },
      { who: 'another pair’s student', by: phone, token: others },
      { who: 'another instructor', by: other },
    ]
    for (const { by, token, who } of askers)
      for (const route of routes) {
        const name = `${route.method} ${route.url} by ${who}`
        const answer = await ask(by, route, session, token)
        expect(answer, name).toBe(await ask(by, route, drawToken(), token))
        expect(answer, name).toMatch(/^40[14] /)
      }
    for (const { by } of askers) expect((await by.ask('GET', `/api/sessions?id=${session}`)).body).toEqual([])
    for (const cookie of [null, other.cookie]) {
      const watch = { type: 'watch-session', protocol: PROTOCOL, session, since: 0 } as const
      expect(await say(watch, cookie)).toBe(await say({ ...watch, session: drawToken() }, cookie))
      // a seat is a matter of its token, whoever else is told of the session
      const join = { type: 'join', protocol: PROTOCOL, session, token: others, since: 0 } as const
      expect(await say(join, cookie)).toBe('wrong-token')
    }
  })

  it('is there for its teachers and its own students, as it was', async () => {
    const { own, session } = await storeLesson()
    for (const part of ['', '/events']) {
      expect((await teacher.get(`/api/sessions/${session}${part}`)).status).toBe(200)
      expect((await stranger().get(`/api/sessions/${session}${part}`, bearing(own))).status).toBe(200)
    }
    // what pairs of no class do with theirs is none of its students' business
    const links = await stranger().ask('PUT', `/api/sessions/${session}/links`, { open: true }, bearing(own))
    expect(codeOf(links)).toBe('409 refused')
  })
})

describe('a pair’s session whose links have been closed', () => {
  it('is for everybody else no other than one that does not exist, by either of its ids', async () => {
    const { nameless, session } = await closedPair()
    const token = drawToken()
    for (const id of [session, nameless])
      for (const route of routes)
        for (const by of [stranger(), other]) {
          const name = `${route.method} ${route.url}`
          const answer = await ask(by, route, id, token)
          expect(answer, name).toBe(await ask(by, route, drawToken(), token))
          expect(answer, name).toMatch(/^40[14] /)
        }
    expect((await stranger().get(`/api/sessions?id=${session}&id=${nameless}`)).body).toEqual([])
  })

  it('is there for both of them, and for all again when one of them opens the links', async () => {
    const pair = await closedPair()
    const { nameless, seats, session } = pair
    for (const role of ['client', 'server'] as const) {
      const own = bearing(seats[role].token)
      expect((await stranger().get(`/api/sessions/${session}`, own)).body).toMatchObject({ role })
      const { body } = await stranger().get(`/api/sessions/${session}/events`, own)
      expect((body as { events: SessionEvent[] }).events.at(-1)?.type).toBe('session-ended')
      expect((await stranger().get(`/api/sessions/${session}/links`, own)).body).toEqual({ open: false })
    }
    const again = await SeatSocket.joined(server.url, { session, token: seats.client.token })
    expect(again.view?.ended?.reason).toBe('goal-reached')
    again.close()
    await putLinks(pair, 'server', true)
    for (const id of [session, nameless]) expect((await stranger().get(`/api/sessions/${id}/events`)).status).toBe(200)
    const { body } = await stranger().get(`/api/sessions/${session}/links`, bearing(seats.client.token))
    expect(body).toEqual({ open: true })
    expect(codeOf(await stranger().get(`/api/sessions/${session}/links`))).toBe('401 wrong-token')
  })

  it('has ended: while it is played there is nothing to close', async () => {
    const { seats, session } = await seatPair(server.url)
    const answer = await stranger().ask(
      'PUT',
      `/api/sessions/${session}/links`,
      { open: false },
      bearing(seats.client.token),
    )
    expect(codeOf(answer)).toBe('409 not-ended')
  })
})
