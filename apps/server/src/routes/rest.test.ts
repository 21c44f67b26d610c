import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Validator } from '@seriousme/openapi-schema-validator'
import { OwnCount, type SessionEvent } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, joinPair, playToEnd, seatPair, type TakenSeat } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

// real processes and sockets, on machines that are busy with other things too

let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { requestsPerMinute: 10_000 } })
})
afterAll(() => server.close())

interface Summary {
  id: string
  names: { client: string | null; server: string | null }
}

/** Whatever an answer may hold. */
interface Answered extends Summary, TakenSeat {
  code: string
  partner: string
  network: boolean
  scenario: { summary: Record<string, string> }
  events: { version: number }[]
}

/** Status and body of an answer. */
async function call<Body = Answered>(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const opening = { scenario: 'three-way-handshake', role: 'client', name: 'Mei' }
type Opened = TakenSeat & { code: string }
interface Documented {
  responses: Record<string, { description: string }>
  requestBody: {
    content: Record<string, { schema: { required: string[]; properties: Record<string, { enum: string[] }> } }>
  }
}

describe('scenarios', () => {
  it('are listed with their texts in both languages, without the ends’ scripts', async () => {
    const { status, body } = await call<{ id: string; title: Record<string, string> }[]>('/api/scenarios')
    expect(status).toBe(200)
    expect(body.map(({ id }) => id)).toEqual(SCENARIOS.map(({ id }) => id))
    expect(Object.keys(body[0] ?? {}).sort()).toEqual([
      'calls',
      'effort',
      'id',
      'lesson',
      'level',
      'step',
      'summary',
      'title',
      'topic',
    ])
    expect(body[0]).toMatchObject({
      effort: { segments: { client: 2, server: 1 }, minutes: 1, difficulty: 1 },
      step: 1,
    })
    expect(body[0]?.title['zh-CN']).toBe('三次握手')
  })
})

describe('an invitation made on the server’s own machine', () => {
  it('says where others reach the server', async () => {
    const publicOrigins = ['https://woshou.example.org']
    const named = await startServer({ env: { publicOrigins } })
    const { session, token } = await ask<Opened>(named.url, '/api/sessions', opening)
    const answer = await fetch(`${named.url}/api/sessions/${session}`, { headers: bearer(token) })
    expect(await answer.json()).toMatchObject({ origins: publicOrigins })
    await named.close()
  })

  it('says nothing of it when the server listens on this machine only', async () => {
    const { session, token } = await ask<Opened>(server.url, '/api/sessions', opening)
    expect((await call(`/api/sessions/${session}`, undefined, bearer(token))).body).not.toHaveProperty('origins')
  })
})

describe('opening a session', () => {
  it('gives id, code, seat and token', async () => {
    const { status, body } = await call('/api/sessions', opening)
    expect(status).toBe(201)
    expect(body).toEqual({
      session: expect.stringMatching(/^[\w-]{22}$/),
      code: expect.stringMatching(/^\d{8}$/),
      invitation: expect.stringMatching(/^[\w-]{22}$/),
      role: 'client',
      token: expect.stringMatching(/^[\w-]{22}$/),
    })
  })

  it.each([
    [
      { ...opening, role: 'watcher' },
      400,
      { code: 'malformed', field: 'role', detail: expect.stringContaining('"client"') },
    ],
    [{ ...opening, name: '  ' }, 400, { code: 'malformed', field: 'name', detail: 'a name of 1 to 40 characters' }],
    [{ ...opening, name: 'x'.repeat(41) }, 400, { code: 'malformed', field: 'name' }],
    [
      { ...opening, name: 'a\u202eb' },
      400,
      { code: 'malformed', field: 'name', detail: 'a name without invisible characters' },
    ],
    [{ ...opening, pace: 0.01 }, 400, { code: 'malformed', field: 'pace', detail: 'at least 0.1' }],
    [{ ...opening, level: 'easy' }, 400, { code: 'malformed', field: 'level' }],
    [{ ...opening, level: 'coached', tries: 3 }, 400, { code: 'malformed', field: 'tries' }],
    [{ ...opening, level: 'exam', tries: 0 }, 400, { code: 'malformed', field: 'tries', detail: 'at least 1' }],
    [{ ...opening, colour: 'red' }, 400, { code: 'malformed', field: 'colour' }],
    [{ ...opening, scenario: 'no-such' }, 404, { code: 'unknown-scenario', field: 'scenario' }],
    ['{ "role"', 400, { code: 'malformed', field: '' }],
    ['null', 400, { code: 'malformed' }],
    [{ ...opening, name: 'x'.repeat(20_000) }, 413, { code: 'too-large' }],
  ])('names the field that is wrong: %o', async (body, status, problem) => {
    const answer = await call('/api/sessions', body)
    expect(answer.body).toMatchObject(problem)
    expect(answer.status).toBe(status)
  })

  it.each([
    'M\u200dei',
    'क्\u200d\u200dष',
    '\u200cMei',
    '葛\u{e0100}\u{e0100}城',
    'Mei\u{e0067}',
    '\u3164',
    '\u200d',
    '\u2800\u2800',
    'a\u00adb',
    'a\u0000',
    '\ufe0f',
    '\u0301',
    `Z${'\u0310'.repeat(30)}`,
  ])('takes no name that nobody could read: %j', async (name) => {
    const { status, body } = await call('/api/sessions', { ...opening, name })
    expect(body).toMatchObject({
      code: 'malformed',
      field: 'name',
      detail: expect.stringMatching(/^a name without /),
    })
    expect(status).toBe(400)
  })

  it('takes names of any script, tidied', async () => {
    const { body } = await call('/api/sessions', { ...opening, name: '  小明\t 👩‍🏫  ' })
    expect((await call(`/api/sessions/${body.session}`)).body.names.client).toBe('小明 👩‍🏫')
    // an ideograph's variant, a flag made of tags, Persian's and Hindi's joiners, Vietnamese in pieces, Tibetan
    for (const name of [
      '葛\u{e0100}城',
      '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
      'می\u200cخواهم',
      'क्\u200dष',
      'Nguye\u0302\u0303n',
      '❤\ufe0f\u200d🔥',
      'അവന്\u200d',
      'བསྒྲུབས',
    ]) {
      expect((await call('/api/sessions', { ...opening, name })).status).toBe(201)
    }
  })
})

describe('an invitation', () => {
  it('says to what, by whom, and which seat', async () => {
    const { code, session } = await ask<Opened>(server.url, '/api/sessions', opening)
    const { status, body } = await call(`/api/invitations/${code}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ session, role: 'server', partner: 'Mei', scenario: { id: 'three-way-handshake' } })
    expect(body.scenario.summary['zh-CN']).toEqual(expect.any(String))
  })

  it('is found however the code is typed', async () => {
    const { code, session } = await ask<Opened>(server.url, '/api/sessions', opening)
    const fullWidth = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
    for (const typed of [` ${code.slice(0, 4)} ${code.slice(4)} `, `${code.slice(0, 4)}-${code.slice(4)}`, fullWidth]) {
      expect((await call(`/api/invitations/${encodeURIComponent(typed)}`)).body.session).toBe(session)
    }
  })

  it('gives its seat to exactly one of two who take it at once', async () => {
    const { code } = await ask<Opened>(server.url, '/api/sessions', opening)
    const answers = await Promise.all(['A', 'B', 'C'].map((name) => call(`/api/invitations/${code}/seats`, { name })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('seats-taken')
    expect((await call(`/api/invitations/${code}`)).body).toMatchObject({ code: 'seats-taken' })
  })

  it('gives the network’s seat, where there is one, to whom asks for it', async () => {
    const { code } = await ask<Opened>(server.url, '/api/sessions', { ...opening, network: true })
    expect((await call(`/api/invitations/${code}`)).body).toMatchObject({ role: 'server', network: true })
    const end = await call(`/api/invitations/${code}/seats`, { name: 'Jonas' })
    expect(end.body.role).toBe('server')
    expect((await call(`/api/invitations/${code}`)).body).toMatchObject({ role: 'network', network: true })
    const network = await call(`/api/invitations/${code}/seats`, { name: 'Ada', seat: 'network' })
    expect(network).toMatchObject({ status: 201, body: { role: 'network' } })
    expect((await call(`/api/invitations/${code}`)).body).toMatchObject({ code: 'seats-taken' })
    const { code: without } = await ask<Opened>(server.url, '/api/sessions', opening)
    const none = await call(`/api/invitations/${without}/seats`, { name: 'Ada', seat: 'network' })
    expect(none).toMatchObject({ status: 409, body: { code: 'seats-taken' } })
  })

  it('is unknown when nobody gave it, and when its session has ended', async () => {
    expect((await call('/api/invitations/00000000')).body).toMatchObject({ code: 'unknown-code', field: 'code' })
    expect((await call('/api/invitations/12')).status).toBe(404)
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await sockets.client.move({ type: 'leave' })
    expect((await call(`/api/invitations/${pair.code}`)).body).toMatchObject({ code: 'unknown-code' })
  })

  /** What one guess in two seconds has given back since then. */
  const returned = (since: number) => (performance.now() - since) / 2_000

  it('cannot be guessed for long', async () => {
    const guarded = await startServer()
    try {
      const began = performance.now()
      const statuses: number[] = []
      while (statuses.at(-1) !== 429)
        statuses.push((await fetch(`${guarded.url}/api/invitations/${statuses.length}`)).status)
      const guessed = statuses.filter((status) => status === 404).length
      expect(guessed).toBeGreaterThanOrEqual(30)
      expect(guessed).toBeLessThanOrEqual(30 + returned(began))
      const { code } = await ask<Opened>(guarded.url, '/api/sessions', opening)
      // a wrong one first, which uses up the guess that time may have brought
      const afterWrong = async () => {
        await fetch(`${guarded.url}/api/invitations/0`)
        const answer = await fetch(`${guarded.url}/api/invitations/${code}`)
        return { status: answer.status, body: await answer.json() }
      }
      const tooMany = { status: 429, body: expect.objectContaining({ code: 'too-many', retryAfter: 4 }) }
      await expect.poll(afterWrong).toEqual(tooMany)
    } finally {
      await guarded.close()
    }
  })

  it('cannot be guessed for longer by guessing all at once; a class that comes all at once is let in', async () => {
    const guarded = await startServer()
    try {
      const { code } = await ask<Opened>(guarded.url, '/api/sessions', opening)
      const get = async (guess: number | string) => (await fetch(`${guarded.url}/api/invitations/${guess}`)).status
      const right = await Promise.all(Array.from({ length: 60 }, () => get(code)))
      expect(new Set(right)).toEqual(new Set([200]))
      const began = performance.now()
      const guessed = await Promise.all(Array.from({ length: 100 }, (_, n) => get(`0000${1_000 + n}`)))
      expect(guessed.filter((status) => status === 404).length).toBeLessThanOrEqual(31 + returned(began))
    } finally {
      await guarded.close()
    }
  })
})

describe('stored sessions', () => {
  it('are listed by id, in the order asked for; those that do not exist are left out', async () => {
    const [one, two] = [await seatPair(server.url), await seatPair(server.url)]
    const { body } = await call<Summary[]>(`/api/sessions?id=${two.session}&id=${'x'.repeat(22)}&id=${one.session}`)
    expect(body.map(({ id }) => id)).toEqual([two.session, one.session])
    expect(body[0]).toEqual({
      id: two.session,
      scenario: { id: 'three-way-handshake', title: { en: 'The three-way handshake', 'zh-CN': '三次握手' } },
      names: { client: 'Mei', server: 'Jonas' },
      createdAt: expect.any(Number),
      endedAt: null,
      reason: null,
      version: 0,
    })
    expect((await call('/api/sessions')).body).toEqual([])
    expect((await call('/api/sessions?id=short')).body).toMatchObject({
      code: 'malformed',
      field: expect.stringMatching(/^id/),
    })
    const many = Array.from({ length: 101 }, () => `id=${one.session}`).join('&')
    expect((await call(`/api/sessions?${many}`)).body).toMatchObject({ code: 'malformed', detail: 'at most 100 ids' })
  })

  it('show the seat of the token, and the code while a seat is free', async () => {
    const opened = await ask<Opened>(server.url, '/api/sessions', opening)
    const path = `/api/sessions/${opened.session}`
    expect((await call(path)).body).not.toHaveProperty('code')
    expect((await call(path, undefined, bearer(opened.token))).body).toMatchObject({
      role: 'client',
      code: opened.code,
    })
    const wrong = await call(path, undefined, bearer('y'.repeat(22)))
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong-token' } })
    await call(`/api/invitations/${opened.code}/seats`, { name: 'Jonas' })
    expect((await call(path, undefined, bearer(opened.token))).body).not.toHaveProperty('code')
    expect((await call(`/api/sessions/${'x'.repeat(22)}`)).body).toMatchObject({ code: 'unknown-session' })
  })

  it('keep their events to themselves until they have ended', async () => {
    const pair = await seatPair(server.url)
    const path = `/api/sessions/${pair.session}/events`
    expect(await call(path, undefined, bearer(pair.seats.client.token))).toMatchObject({
      status: 409,
      body: { code: 'not-ended' },
    })
    expect(await call(`/api/sessions/${pair.session}/successor`, {}, bearer(pair.seats.client.token))).toMatchObject({
      status: 409,
      body: { code: 'not-ended' },
    })
    await playToEnd(await joinPair(server.url, pair))
    const { body } = await call(path)
    expect(body.events[0]).toMatchObject({ type: 'session-created', version: 1 })
    const [summary] = (await call<Summary[]>(`/api/sessions?id=${pair.session}`)).body
    expect(summary).toMatchObject({ reason: 'goal-reached', version: body.events.length, endedAt: expect.any(Number) })
  })

  it('have a successor only for those who hold a seat', async () => {
    const pair = await seatPair(server.url)
    await playToEnd(await joinPair(server.url, pair))
    const path = `/api/sessions/${pair.session}/successor`
    expect(await call(path, {})).toMatchObject({ status: 401, body: { code: 'wrong-token' } })
    expect(await call(path, {}, bearer('y'.repeat(22)))).toMatchObject({ status: 401 })
    expect(await call(`/api/sessions/${'x'.repeat(22)}/successor`, {})).toMatchObject({ status: 404 })
    const both = await Promise.all(
      [pair.seats.client, pair.seats.server].map(({ token }) => call(path, {}, bearer(token))),
    )
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    expect(both.map(({ body }) => body.role)).toEqual(['server', 'client'])
    expect(both[0]?.body.session).toBe(both[1]?.body.session)
    expect((await call(`/api/sessions/${both[0]?.body.session}`)).body.names).toEqual({
      client: 'Jonas',
      server: 'Mei',
    })
  })
})

describe('a pair that goes on', () => {
  it('plays what the first who asks has chosen, at the level they chose; the other follows and learns of it at once', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await playToEnd(sockets)
    const path = `/api/sessions/${pair.session}/successor`
    const next = { scenario: 'lost-syn', level: 'exam' }
    const first = await call(path, next, bearer(pair.seats.client.token))
    expect(first).toMatchObject({ status: 201, body: { role: 'server' } })
    expect(await sockets.server.next('successor')).toMatchObject({ session: first.body.session })
    // whatever the second one would have liked
    const second = await call(path, { scenario: 'lost-fin' }, bearer(pair.seats.server.token))
    expect(second).toMatchObject({ status: 201, body: { role: 'client', session: first.body.session } })
    const seat = await SeatSocket.joined(server.url, second.body)
    expect(seat.view).toMatchObject({ level: 'exam', scenario: { id: 'lost-syn' }, started: true })
    for (const socket of [seat, sockets.client, sockets.server]) socket.close()
  })

  it('is told on a page that is opened later, and no more once the seat there is taken', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await playToEnd(sockets)
    for (const socket of [sockets.client, sockets.server]) socket.close()
    const path = `/api/sessions/${pair.session}/successor`
    const { body } = await call(path, {}, bearer(pair.seats.client.token))
    // as a replay or debrief joins: it has the whole log
    const { events } = (await call<{ events: SessionEvent[] }>(`/api/sessions/${pair.session}/events`)).body
    const seen = new OwnCount('server')
    for (const event of events) seen.take(event)
    const since = seen.newest
    const later = await SeatSocket.joined(server.url, pair.seats.server, since)
    expect(await later.next('successor')).toEqual({ type: 'successor', session: body.session })
    expect(later.messages.filter(({ type }) => type === 'events')).toMatchObject([{ events: [] }])
    later.close()
  })

  it('is refused a scenario or level that there is not', async () => {
    const pair = await seatPair(server.url)
    await playToEnd(await joinPair(server.url, pair))
    const path = `/api/sessions/${pair.session}/successor`
    const token = bearer(pair.seats.client.token)
    expect(await call(path, { scenario: 'nowhere' }, token)).toMatchObject({
      status: 404,
      body: { code: 'unknown-scenario', field: 'scenario' },
    })
    expect(await call(path, { level: 'easy' }, token)).toMatchObject({ status: 400, body: { field: 'level' } })
    expect(await call(path, { swap: false }, token)).toMatchObject({ status: 400 })
  })
})

describe('the API as a whole', () => {
  it('answers what is not there in JSON', async () => {
    expect(await call('/api/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect((await call('/api/sessions/short')).body).toMatchObject({ code: 'malformed', field: 'id' })
  })

  it('answers a bug without a word about the inside, and finds it again in the log', async () => {
    const broken = await startServer({
      beforeRoutes: (app) => {
        app.get('/api/broken', () => {
          throw new Error('a secret of the inside')
        })
      },
    })
    try {
      const response = await fetch(`${broken.url}/api/broken`)
      expect(response.status).toBe(500)
      const problem = (await response.json()) as { code: string; detail: string; request: string }
      expect(problem).toMatchObject({ code: 'server-error', request: expect.any(String) })
      expect(problem.detail).not.toContain('secret')
      const err = expect.objectContaining({ message: 'a secret of the inside' })
      expect(broken.logged.map((line) => JSON.parse(line))).toContainEqual(
        expect.objectContaining({ level: 50, reqId: problem.request, msg: 'failed', err }),
      )
    } finally {
      await broken.close()
    }
  })

  it('answers that nothing can be stored while the database does not answer, and why is in the log alone', async () => {
    const lost = await startServer()
    try {
      const { session, code, seats } = await seatPair(lost.url)
      const over = await seatPair(lost.url)
      await playToEnd(await joinPair(lost.url, over))
      using database = new DatabaseSync(lost.databaseFile)
      const notStored = async (path: string, { token, body }: { token?: string; body?: object } = {}) => {
        const headers = {
          ...(body && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        }
        const sent = body && { method: 'POST', body: JSON.stringify(body) }
        const response = await fetch(lost.url + path, { headers, ...sent })
        const text = await response.text()
        expect([path, response.status, JSON.parse(text).code]).toEqual([path, 503, 'not-stored'])
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
        expect(text).not.toMatch(/Session|Seat|table/)
      }
      database.exec('ALTER TABLE "SessionAppend" RENAME TO "NoAppend"')
      await notStored(`/api/sessions/${over.session}/events`)
      database.exec('ALTER TABLE "NoAppend" RENAME TO "SessionAppend"; DROP TABLE "Seat"; DROP TABLE "Session"')
      const { token } = seats.client
      await notStored(`/api/sessions?id=${session}`)
      await notStored(`/api/sessions/${session}`, { token })
      await notStored(`/api/sessions/${over.session}/events`)
      await notStored(`/api/invitations/${code}`)
      await notStored(`/api/invitations/${code}/seats`, { body: { name: 'Ada' } })
      await notStored('/api/sessions', { body: opening })
      for (const path of ['observer', 'successor'])
        await notStored(`/api/sessions/${session}/${path}`, { token, body: {} })
      expect(lost.logged.map((line) => JSON.parse(line))).toContainEqual(
        expect.objectContaining({ level: 50, during: 'request', err: expect.objectContaining({ code: 'P2010' }) }),
      )
    } finally {
      await lost.close()
    }
  })

  it('reads no log for a list, an invitation, a wrong token, nor for a replay that has been read', async () => {
    const without = await startServer()
    try {
      const ended = await seatPair(without.url)
      await playToEnd(await joinPair(without.url, ended))
      const replay = () => ask<{ events: unknown[] }>(without.url, `/api/sessions/${ended.session}/events`)
      const before = await replay()
      const opened = await ask<TakenSeat & { code: string; invitation: string }>(without.url, '/api/sessions', opening)
      using database = new DatabaseSync(without.databaseFile)
      database.exec('DROP TABLE "SessionAppend"')
      expect(await ask(without.url, `/api/sessions?id=${opened.session}`)).toMatchObject([{ id: opened.session }])
      for (const code of [opened.code, opened.invitation])
        expect(await ask(without.url, `/api/invitations/${code}`)).toMatchObject({ session: opened.session })
      const socket = await SeatSocket.open(without.url)
      socket.send({ type: 'join', session: opened.session, token: 'A'.repeat(22), since: 0 })
      expect(await socket.next('error')).toMatchObject({ code: 'wrong-token' })
      expect(await replay()).toEqual(before)
    } finally {
      await without.close()
    }
  })

  it('loads no log for who wants a seat that is taken', async () => {
    const without = await startServer()
    try {
      const opened = await ask<TakenSeat & { invitation: string }>(without.url, '/api/sessions', {
        ...opening,
        network: true,
      })
      const take = () => ask<TakenSeat>(without.url, `/api/invitations/${opened.invitation}/seats`, { name: 'Jonas' })
      await take()
      using database = new DatabaseSync(without.databaseFile)
      database.exec('DROP TABLE "SessionAppend"')
      // the network's is free, and not asked for
      await expect(take()).rejects.toThrow(/409 .*seats-taken/)
    } finally {
      await without.close()
    }
  })

  it('lets people in by their link when the address has guessed too many codes', async () => {
    const guessed = await startServer()
    try {
      const opened = await ask<TakenSeat & { code: string; invitation: string }>(guessed.url, '/api/sessions', opening)
      const status = async (code: string) => (await fetch(`${guessed.url}/api/invitations/${code}`)).status
      let guesses = 0
      while ((await status(String(10_000_000 + guesses))) === 404) guesses++
      // a wrong one first, which uses up the guess that time may have brought
      const afterWrong = () => status('10000000').then(() => status(opened.code))
      await expect.poll(afterWrong).toBe(429)
      expect(await status(opened.invitation)).toBe(200)
    } finally {
      await guessed.close()
    }
  })

  it('limits the requests of one address', async () => {
    const limited = await startServer({ env: { requestsPerMinute: 3 } })
    try {
      const statuses: number[] = []
      for (let n = 0; n < 4; n++) statuses.push((await fetch(`${limited.url}/api/scenarios`)).status)
      expect(statuses).toEqual([200, 200, 200, 429])
      const answer = await fetch(`${limited.url}/api/scenarios`)
      expect(await answer.json()).toMatchObject({ code: 'too-many', retryAfter: expect.any(Number) })
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await fetch(`${limited.url}/healthz`)).status).toBe(200)
    } finally {
      await limited.close()
    }
  })

  it.each([
    [
      'a part of a character',
      Buffer.from('{"scenario":"three-way-handshake","role":"client","name":"Mei\xc3"}', 'latin1'),
      400,
    ],
    ['half of a surrogate pair', '{"scenario":"three-way-handshake","role":"client","name":"Mei\\ud83d"}', 400],
    ['NUL, which PostgreSQL can’t hold', '{"scenario":"three-way-handshake","role":"client","name":"Mei\\u0000"}', 400],
    ['a prototype', '{"__proto__":{},"scenario":"three-way-handshake","role":"client","name":"Mei"}', 400],
    [
      'a constructor',
      '{"constructor":{"prototype":{}},"scenario":"three-way-handshake","role":"client","name":"Mei"}',
      400,
    ],
    ['a scenario that every object has', '{"scenario":"constructor","role":"client","name":"Mei"}', 404],
    ['a part that is nowhere', '{"scenario":"three-way-handshake","role":"client","name":"Mei","seed":7}', 400],
    ['nothing', '', 400],
  ] as const)('takes no body with %s', async (_what, body, status) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${server.url}/api/sessions`, { method: 'POST', headers, body })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code: status === 400 ? 'malformed' : 'unknown-scenario' })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'takes no body of %s, which any page may send from anywhere',
    async (type) => {
      for (const path of ['/api/sessions', '/api/solo-sessions']) {
        const headers = { 'content-type': type }
        const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(opening) })
        expect(response.status).toBe(415)
      }
    },
  )

  it('is not kept by anybody on the way: a code, a token and a name are in it', async () => {
    const { code } = await ask<Opened>(server.url, '/api/sessions', opening)
    for (const path of ['/api/scenarios', `/api/invitations/${code}`, '/api/invitations/1', '/healthz', '/api/nothing'])
      expect((await call(path)).headers.get('cache-control')).toBe('no-store')
  })

  it('is documented: every route with its schemas', async () => {
    const { body } = await call<{ paths: Record<string, { post?: Documented }> }>('/api/docs/json')
    expect(Object.keys(body.paths).sort()).toEqual([
      '/api/account',
      '/api/account/accept',
      '/api/account/link',
      '/api/account/login',
      '/api/account/logout',
      '/api/account/password',
      '/api/account/reset',
      '/api/account/setup',
      '/api/accounts',
      '/api/accounts/invitations',
      '/api/accounts/{id}',
      '/api/accounts/{id}/reset-links',
      '/api/classes',
      '/api/classes/{id}',
      '/api/classes/{id}/commands',
      '/api/classes/{id}/export.csv',
      '/api/classes/{id}/export.json',
      '/api/classes/{id}/forget-names',
      '/api/classes/{id}/keep',
      '/api/classes/{id}/questions',
      '/api/classes/{id}/report',
      '/api/classes/{id}/report/mine',
      '/api/classes/{id}/return-codes',
      '/api/classes/{id}/rounds',
      '/api/classes/{id}/rounds/{round}',
      '/api/classes/{id}/rubric',
      '/api/classes/{id}/share-links',
      '/api/classes/{id}/share-links/{link}',
      '/api/classes/{id}/teachers',
      '/api/classes/{id}/teachers/{account}',
      '/api/doors/{code}',
      '/api/invitations/{code}',
      '/api/invitations/{code}/seats',
      '/api/participants',
      '/api/report',
      '/api/returns',
      '/api/review/sessions',
      '/api/scenarios',
      '/api/sessions',
      '/api/sessions/{id}',
      '/api/sessions/{id}/comments',
      '/api/sessions/{id}/comments/{comment}',
      '/api/sessions/{id}/events',
      '/api/sessions/{id}/links',
      '/api/sessions/{id}/marks',
      '/api/sessions/{id}/observer',
      '/api/sessions/{id}/successor',
      '/api/shared/{token}',
      '/api/shared/{token}/events',
      '/api/solo-sessions',
      '/healthz',
      '/readyz',
    ])
    const schema = body.paths['/api/sessions']?.post?.requestBody.content['application/json']?.schema
    expect(schema?.required).toEqual(['scenario', 'role', 'name'])
    expect(schema?.properties.role?.enum).toEqual(['client', 'server'])
    // what can come of it, said in words
    const answers = body.paths['/api/sessions']?.post?.responses ?? {}
    expect(Object.keys(answers)).toEqual(['201', '400', '403', '404', '413', '415', '429', '500', '503'])
    expect(answers[503]?.description).toBe('Service Unavailable')
    const page = await fetch(`${server.url}/api/docs/`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  })

  it('is documented as OpenAPI has it: by its JSON Schema, with every reference leading somewhere', async () => {
    const { body } = await call<Record<string, unknown>>('/api/docs/json')
    const validator = new Validator()
    expect(await validator.validate(body)).toEqual({ valid: true })
    expect(validator.version).toBe('3.0')
    expect(() => validator.resolveRefs()).not.toThrow()
  })

  it('says whether it is well', async () => {
    expect((await call('/healthz')).body).toMatchObject({ ok: true })
  })

  it('says which version it is', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8'))
    expect((await call('/healthz')).body).toMatchObject({ version })
  })
})

describe('a request that does not come to its end', () => {
  it.each([
    ['headers', 'GET /api/scenarios HTTP/1.1\r\nHost: here\r\nX-Slow: '],
    ['an upgrade', 'GET /ws HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'],
    [
      'a body',
      'POST /api/sessions HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{',
    ],
  ])('is ended: %s', async (_what, beginning) => {
    const patient = await startServer({ requestWithin: 400 })
    try {
      const { hostname, port } = new URL(patient.url)
      const socket = connect(Number(port), hostname)
      socket.write(beginning)
      let answer = ''
      socket.on('data', (data) => {
        answer += data
      })
      await once(socket, 'close')
      expect(answer).toMatch(/^HTTP\/1.1 408 /)
    } finally {
      await patient.close()
    }
  })
})
