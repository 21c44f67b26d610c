import { pseudonym, type SocketMessage, sessionIdOf } from '@woshou/classroom'
import type { ClassReport, MadeShareLink, OpenedClass, Shared, SharedLog } from '@woshou/classroom/api'
import { PROTOCOL } from '@woshou/session'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { SimulatedPair } from '../../../../packages/classroom/src/testing/simulated-pair.ts'
import { drawToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { BOUND } from '../testing/bound.ts'
import type { Answered } from '../testing/cookie-browser.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { MovedClock } from '../testing/moved-clock.ts'
import { PhoneBrowser } from '../testing/phone-browser.ts'
import { storePlayed } from '../testing/played-log.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { pairSession } from '../testing/stored-class.ts'
import { lastAppend } from '../testing/stored-session.ts'
import { TalkSocket } from '../testing/talk-socket.ts'

let clock: MovedClock
let server: TestServer
let storage: Storage
let teacher: InstructorBrowser
const stranger = () => new InstructorBrowser(server.url)
const open: TalkSocket[] = []

beforeAll(async () => {
  clock = new MovedClock()
  // no sign of life, at which rights are asked again, comes in time
  server = await startServer({ env: { requestsPerMinute: 1_000 }, rhythm: { interval: 200 * BOUND, silence: BOUND } })
  storage = await server.storage()
  teacher = await signedIn('anna')
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})
afterAll(async () => {
  await storage.close()
  await server.close()
  vi.restoreAllMocks()
})

async function signedIn(login: string): Promise<InstructorBrowser> {
  await storeAccount(storage, login, 'instructor')
  return new InstructorBrowser(server.url).signIn(login)
}

const codeOf = ({ body, status }: Answered) => `${status} ${(body as { code?: string } | null)?.code}`

/** A class whose one pair has played. @param name of the student at the client's end */
async function played(name = '=Mei') {
  const { body } = await teacher.post('/api/classes', { name: 'Networks' })
  const { class: id, code } = body as OpenedClass
  const { participant, pseudonym, token } = await new PhoneBrowser(server.url).in(code, name)
  const pair = pairSession(id, 1, participant)
  // as a host seats a student of a class: by the pseudonym
  const events = pair.session.events.map((event) =>
    event.type === 'seat-taken' ? { ...event, name: pseudonym.en } : event,
  )
  await storage.classes.createSessions(id, [{ ...pair, session: { ...pair.session, events } }])
  const session = sessionIdOf(id, 1, 1)
  await storage.log.append(lastAppend(session, events.length + 1))
  return { id, session, name, pseudonym, token }
}

async function share(id: string, body: object, by = teacher): Promise<MadeShareLink> {
  const answer = await by.post(`/api/classes/${id}/share-links`, body)
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 })
  return answer.body as MadeShareLink
}

describe('a link that shares a replay', () => {
  it('shows it to whoever has it, by pseudonyms, and nothing once it has been ended', async () => {
    const { id, name, pseudonym, session } = await played()
    const made = await share(id, { kind: 'replay', session })
    expect(made).toMatchObject({ kind: 'replay', session, names: false, expiresAt: null, url: `/shared/${made.token}` })
    const path = `/api/shared/${made.token}`
    expect((await stranger().get(path)).body).toMatchObject({ kind: 'replay', name: 'Networks', round: 1, pair: 1 })
    const log = (await stranger().get(`${path}/events`)).body as SharedLog
    expect(log.people).toEqual([])
    expect(log.events.at(-1)?.type).toBe('session-ended')
    expect(JSON.stringify(log)).toContain(pseudonym.en)
    expect(JSON.stringify(log)).not.toContain(name)
    // by its own id it is there for its class alone
    for (const part of ['', '/events']) {
      expect(codeOf(await stranger().get(`/api/sessions/${session}${part}`))).toBe('404 unknown-session')
      expect(codeOf(await stranger().get(`/api/sessions/${made.token}${part}`))).toBe('404 unknown-session')
    }
    const { token: _token, url: _url, origins: _origins, ...listed } = made
    expect((await teacher.get(`/api/classes/${id}/share-links`)).body).toEqual([listed])
    const link = `/api/classes/${id}/share-links/${made.link}`
    expect((await teacher.ask('DELETE', link)).status).toBe(204)
    for (const part of ['', '/events']) expect(codeOf(await stranger().get(path + part))).toBe('404 unknown-link')
    expect((await teacher.get(`/api/classes/${id}/share-links`)).body).toEqual([])
    // whoever ends it again has what they wanted
    expect((await teacher.ask('DELETE', link)).status).toBe(204)
  })

  it('says names where its teacher has said so, of those alone who are in it', async () => {
    const { id, name, pseudonym, session } = await played()
    const { body } = await teacher.get(`/api/classes/${id}`)
    await new PhoneBrowser(server.url).in((body as OpenedClass).code, 'Somebody else')
    const { token } = await share(id, { kind: 'replay', session, names: true })
    const log = (await stranger().get(`/api/shared/${token}/events`)).body as SharedLog
    expect(log.people).toEqual([{ pseudonym: pseudonym.en, name }])
  })
})

describe('a link that shares the board', () => {
  /** Two students, the first of whom broke rules. */
  async function lesson() {
    const { body } = await teacher.post('/api/classes', { name: 'Networks' })
    const { class: id, code } = body as OpenedClass
    for (const name of ['Mei Li', 'Jonas 琼']) await new PhoneBrowser(server.url).in(code, name)
    const { log } = new SimulatedPair(5, { client: 'stubborn', server: 'right' }).until(60_000)
    const called = { client: pseudonym(0).en, server: pseudonym(1).en, network: '' }
    const named = log.map((event) => (event.type === 'seat-taken' ? { ...event, name: called[event.role] } : event))
    const version = named.length + 1
    const ended = { type: 'session-ended', reason: 'round-closed', version, at: 61_000 } as const
    const session = await storePlayed(storage, id, { round: 1, pair: 1, log: [...named, ended] })
    return { id, session }
  }
  const boardOf = async (token: string) => {
    const { body } = await stranger().get(`/api/shared/${token}`)
    expect(body).toMatchObject({ kind: 'board' })
    return body as Extract<Shared, { kind: 'board' }>
  }

  it('shows what the report says, without names, and no way to any replay', async () => {
    const { id, session } = await lesson()
    const { token } = await share(id, { kind: 'board' })
    const report = (await teacher.get(`/api/classes/${id}/report`)).body as ClassReport
    expect(report.rules.length).toBeGreaterThan(0)
    const board = await boardOf(token)
    const { expiresAt: _expiresAt, kind: _kind, names, ...shown } = board
    expect(names).toBe(false)
    expect(shown).toEqual({
      ...report,
      rules: report.rules.map((rule) => ({ ...rule, moves: [] })),
      participants: report.participants.map((one) => ({ ...one, name: null })),
    })
    expect(JSON.stringify(board)).not.toMatch(new RegExp(`Mei|Jonas|${session}`))
    const named = await share(id, { kind: 'board', names: true })
    expect((await boardOf(named.token)).participants.map(({ name }) => name)).toEqual(['Mei Li', 'Jonas 琼'])
  })

  it('says no name any more once the class has forgotten them; the board is the same', async () => {
    const { id } = await lesson()
    const { token } = await share(id, { kind: 'board', names: true })
    const before = await boardOf(token)
    expect((await teacher.post(`/api/classes/${id}/forget-names`)).status).toBe(204)
    expect(await boardOf(token)).toEqual({
      ...before,
      participants: before.participants.map((one) => ({ ...one, name: null })),
    })
    for (const path of ['report', 'export.json', 'export.csv']) {
      const answer = await fetch(`${server.url}/api/classes/${id}/${path}`, {
        headers: { cookie: teacher.cookie ?? '' },
      })
      expect(answer.status).toBe(200)
      expect(await answer.text(), path).not.toMatch(/Mei|Jonas|琼/)
    }
  })
})

describe('a link', () => {
  it('is of its own class, of a session that has ended, and of a kind that there is', async () => {
    const [own, other] = [await played(), await played()]
    const make = (body: object) => teacher.post(`/api/classes/${own.id}/share-links`, body)
    expect(codeOf(await make({ kind: 'replay', session: other.session }))).toBe('404 unknown-session')
    expect(codeOf(await make({ kind: 'replay', session: drawToken() }))).toBe('404 unknown-session')
    for (const [field, body] of [
      ['session', { kind: 'replay' }],
      ['session', { kind: 'board', session: own.session }],
      ['names', { kind: 'wall', names: true }],
      ['kind', { kind: 'everything' }],
      ['expiresAt', { kind: 'board', expiresAt: 1 }],
      ['expiresAt', { kind: 'board', expiresAt: '2027-01-01' }],
    ] as const)
      expect(await make(body), JSON.stringify(body)).toMatchObject({ status: 400, body: { code: 'malformed', field } })
    const running = pairSession(own.id, 2, '')
    const seats = running.session.seats.map(({ role }) => ({ role, name: 'TCP', tokenHash: 'nobody' }))
    await storage.classes.createSessions(own.id, [{ ...running, session: { ...running.session, seats } }])
    expect(codeOf(await make({ kind: 'replay', session: running.session.id }))).toBe('409 not-ended')
  })

  it('is ended by its own class alone, and goes with it', async () => {
    const [own, other] = [await played(), await played()]
    const { link, token } = await share(own.id, { kind: 'replay', session: own.session })
    expect(codeOf(await teacher.ask('DELETE', `/api/classes/${other.id}/share-links/${link}`))).toBe('404 unknown-link')
    const path = `/api/shared/${token}`
    expect((await stranger().get(path)).status).toBe(200)
    expect((await teacher.ask('DELETE', `/api/classes/${own.id}`)).status).toBe(204)
    for (const part of ['', '/events']) expect(codeOf(await stranger().get(path + part))).toBe('404 unknown-link')
  })

  it.each(['', 'x', '%00', 'a'.repeat(101), drawToken()])('that nobody has made opens nothing: %s', async (token) => {
    for (const part of ['', '/events'])
      expect([400, 404, 414]).toContain((await stranger().get(`/api/shared/${token}${part}`)).status)
  })
})

describe('a link that shares a wall', () => {
  const watch = async (message: Partial<Extract<SocketMessage, { type: 'watch-wall' }>>) => {
    const socket = await TalkSocket.open(server.url, { type: 'watch-wall', protocol: PROTOCOL, ...message })
    open.push(socket)
    return socket
  }

  it('shows what the projector shows to nobody in particular, until it is ended: then nothing more, at once', async () => {
    const { id, name } = await played()
    const made = await share(id, { kind: 'wall' })
    expect((await stranger().get(`/api/shared/${made.token}`)).body as Shared).toMatchObject({
      kind: 'wall',
      class: id,
    })
    const wall = await watch({ shared: made.token })
    expect(await wall.next('class')).toMatchObject({ phase: 'lobby', present: 0 })
    expect(JSON.stringify(wall.messages)).not.toContain(name)
    expect((await teacher.ask('DELETE', `/api/classes/${id}/share-links/${made.link}`)).status).toBe(204)
    expect(await wall.next('error')).toMatchObject({ code: 'unknown-link' })
    const again = await watch({ shared: made.token })
    expect(await again.next('error')).toMatchObject({ code: 'unknown-link', field: 'shared' })
    expect(again.messages).toHaveLength(1)
  })

  it('ends when it was to, for who watches as well', async () => {
    const { id } = await played()
    const { token } = await share(id, { kind: 'wall', expiresAt: Date.now() + 3_600_000 })
    clock.move(3_599_500)
    const wall = await watch({ shared: token })
    // half a second is left, for who watches; on a slow machine it has ended before it is asked for
    expect(await wall.next('error')).toMatchObject({ code: 'unknown-link' })
  })

  it('opens nothing else; and nothing else opens it', async () => {
    const { id, session, token: phone } = await played()
    const replay = await share(id, { kind: 'replay', session })
    const wall = await share(id, { kind: 'wall' })
    for (const shared of [replay.token, wall.link, phone, drawToken()])
      expect(await (await watch({ shared })).next('error'), shared).toMatchObject({ code: 'unknown-link' })
    expect(codeOf(await stranger().get(`/api/shared/${wall.token}/events`))).toBe('404 unknown-link')
    expect(await (await watch({ class: id })).next('error')).toMatchObject({ code: 'not-signed-in' })
    for (const both of [{}, { class: id, shared: wall.token }])
      expect(await (await watch(both)).next('error')).toMatchObject({ code: 'not-a-message' })
  })
})
