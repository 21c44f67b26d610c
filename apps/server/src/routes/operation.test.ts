import { writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { ACK } from '@woshou/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { LOGIN_HOLDS } from '../plugins/signed-in.ts'
import { deleteOlder } from '../retention.ts'
import { stamped } from '../storage/prisma/engine-sql.ts'
import { drawToken } from '../storage/seat-token.ts'
import { storeAccount } from '../testing/instructor.ts'
import { ask, joinPair, playToEnd, seatPair, type TakenSeat } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { offerSolo, playedSolo } from '../testing/solo.ts'
import { startServer, type TestServer, type TestServerOptions } from '../testing/start-server.ts'
import { letIn, newClass, newcomer, pairSession } from '../testing/stored-class.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'

let server: TestServer
const start = async (options: TestServerOptions = {}) => {
  server = await startServer(options)
  return server
}
afterEach(() => server.close())

const TOKEN = 'a-token-of-prometheus'
const metrics = async (token?: string) => {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${server.url}/metrics`, { headers })
  return { status: response.status, text: await response.text() }
}
const sampleOf = (text: string, name: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1),
  )

const opening = { scenario: 'three-way-handshake', role: 'client', name: 'Mei' }
const open = () =>
  fetch(`${server.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(opening),
  })

describe('https', () => {
  const told = async (env: TestServerOptions['env']) => {
    await start(env ? { env } : {})
    return (await fetch(`${server.url}/healthz`)).headers.get('strict-transport-security')
  }

  it('is nothing a browser is told to stay with where the server is reached by http', async () => {
    expect(await told({})).toBeNull()
  })

  it('is stayed with for the own name, and for those below it only where that is asked for', async () => {
    const publicOrigins = ['https://woshou.example.org']
    expect(await told({ publicOrigins })).toMatch(/^max-age=\d+$/)
    await server.close()
    expect(await told({ publicOrigins, hstsSubdomains: true })).toMatch(/^max-age=\d+; includeSubDomains$/)
  })
})

describe('metrics', () => {
  it('are nobody’s but the token’s', async () => {
    await start({ env: { metricsToken: TOKEN } })
    expect((await metrics()).status).toBe(401)
    expect((await metrics('a-token-of-prometheux')).status).toBe(401)
    expect((await metrics('')).status).toBe(401)
    expect((await metrics(TOKEN)).status).toBe(200)
  })

  it('are not there without a token', async () => {
    const folder = new TemporaryFolder()
    writeFileSync(folder.file('index.html'), '<!doctype html><p>Woshou</p>')
    await start({ webBuild: folder.path })
    // nor is it an address of the web app's, which a scraper would take for a success
    const { status, text } = await metrics(TOKEN)
    expect(status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({ code: 'not-found', detail: expect.stringContaining('METRICS_TOKEN') })
    folder[Symbol.dispose]()
  })

  it('have every outcome from the start: what first appears as 1 has not risen, and no alert hears of it', async () => {
    await start({ env: { metricsToken: TOKEN } })
    const { text } = await metrics(TOKEN)
    for (const outcome of ['accepted', 'violation', 'refusal', 'failed']) {
      expect(sampleOf(text, `woshou_moves_total{outcome="${outcome}"}`)).toBe(0)
    }
    for (const from of ['new', 'resumed']) expect(sampleOf(text, `woshou_joins_total{from="${from}"}`)).toBe(0)
    expect(sampleOf(text, 'woshou_append_failures_total')).toBe(0)
  })

  it('count what one would page on', async () => {
    await start({ env: { metricsToken: TOKEN } })
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    const view = sockets.client.view
    await playToEnd(sockets)
    await SeatSocket.joined(server.url, pair.seats.client, view?.version, view)
    await sockets.client.move({ type: 'take-hint' })
    const { text } = await metrics(TOKEN)
    expect(sampleOf(text, 'woshou_moves_total{outcome="accepted"}')).toBe(3)
    expect(sampleOf(text, 'woshou_moves_total{outcome="refusal"}')).toBe(1)
    expect(sampleOf(text, 'woshou_joins_total{from="new"}')).toBe(2)
    expect(sampleOf(text, 'woshou_joins_total{from="resumed"}')).toBe(1)
    expect(sampleOf(text, 'woshou_open_sockets')).toBe(3)
    expect(sampleOf(text, 'woshou_live_sessions')).toBe(1)
    // three segments and their arrivals, the second seat
    expect(sampleOf(text, 'woshou_append_seconds_count')).toBeGreaterThanOrEqual(7)
    expect(sampleOf(text, 'woshou_append_batch_size_count')).toBeGreaterThan(0)
    expect(sampleOf(text, 'woshou_append_conflicts_total')).toBe(0)
    expect(sampleOf(text, 'woshou_bus_lost')).toBe(0)
    expect(text).not.toMatch(/Mei|Jonas/)
  })
})

describe('a server with more to do than it can do well', () => {
  it('opens no new session and says when to come back, while those that run go on', async () => {
    await start({ env: { liveSessionsLimit: 1 } })
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    const refused = await open()
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toMatchObject({ code: 'overloaded', retryAfter: 5 })
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    await playToEnd(sockets)
    for (const socket of Object.values(sockets)) socket.close()
    await expect.poll(async () => (await open()).status).toBe(201)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  it('opens no successor either, but lets the partner into the one that is open', async () => {
    await start({ env: { liveSessionsLimit: 1 } })
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await playToEnd(sockets)
    const follow = ({ token }: TakenSeat) =>
      fetch(`${server.url}/api/sessions/${pair.session}/successor`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      })
    // they look at the debrief: their session is the one that may be live
    const refused = await follow(pair.seats.client)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toMatchObject({ code: 'overloaded', retryAfter: 5 })
    for (const socket of Object.values(sockets)) socket.close()
    await expect.poll(async () => (await follow(pair.seats.client)).status).toBe(201)
    await seatPair(server.url).then((other) => joinPair(server.url, other))
    expect((await open()).status).toBe(503)
    expect((await follow(pair.seats.server)).status).toBe(201)
  })

  it('takes no solo session to be stored, and does not look at it', async () => {
    await start({ env: { liveSessionsLimit: 1 } })
    await joinPair(server.url, await seatPair(server.url))
    const refused = await fetch(`${server.url}/api/solo-sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Mei', role: 'client', events: ['nothing that anybody has played'] }),
    })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toMatchObject({ code: 'overloaded', retryAfter: 5 })
  })

  it('notices it by its event loop’s delay', async () => {
    // far more than a machine that is busy with other things delays it by
    await start({ env: { loopDelayLimit: 100 } })
    // the server is in this process: its loop is late when ours is
    const never = new Int32Array(new SharedArrayBuffer(4))
    const busy = setInterval(() => Atomics.wait(never, 0, 0, 250), 1)
    try {
      await expect.poll(async () => (await open()).status).toBe(503)
    } finally {
      clearInterval(busy)
    }
    await expect.poll(async () => (await open()).status).toBe(201)
  })
})

it('what one address may have stored a day is bounded: first nothing new is opened, then no moves are made', async () => {
  // some fifty kilobytes: ten sessions, or fifty moves
  await start({ env: { storagePerAddress: 0.05, messagesPerSecond: 10_000 } })
  const pair = await seatPair(server.url)
  const { client } = await joinPair(server.url, pair)
  await client.until(() => client.view?.started)
  const wrong = () => client.sendSegment({ flags: ACK, seq: 1, ack: 1, length: 0 })
  // some of it by moves, the rest by sessions
  for (let n = 0; n < 10; n++) expect((await wrong()).type).toBe('violation')
  let opened = await open()
  for (let n = 0; n < 100 && opened.status === 201; n++) opened = await open()
  expect(opened.status).toBe(429)
  expect(Number(opened.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await offerSolo(server.url, { name: 'Mei', role: 'client', events: playedSolo() })).status).toBe(429)
  // what is being played goes on, up to as much again
  let answer = await wrong()
  expect(answer.type).toBe('violation')
  for (let n = 0; n < 500 && answer.type === 'violation'; n++) answer = await wrong()
  expect(answer).toMatchObject({ type: 'error', code: 'too-many' })
  client.close()
})

describe('retention', () => {
  it('deletes sessions that are older than so many days, and no others', async () => {
    await start()
    const pairs = [await seatPair(server.url), await seatPair(server.url)]
    const found = async () => {
      const query = pairs.map(({ session }) => `id=${session}`).join('&')
      return (await ask<TakenSeat[]>(server.url, `/api/sessions?${query}`)).length
    }
    const DAY = 24 * 60 * 60 * 1_000
    const storage = await server.storage()
    using database = new DatabaseSync(server.databaseFile)
    database
      .prepare('UPDATE "Session" SET "createdAt" = ?')
      .run(new Date(Date.now() - 180 * DAY).toISOString().replace('Z', '+00:00'))
    const newest = await seatPair(server.url)
    expect(await deleteOlder({ sessions: 181, solo: 30, classes: null }, { storage, clock: Date.now })).toMatchObject({
      sessions: 0,
    })
    expect(await found()).toBe(2)
    // a clock that is months ahead would have everything deleted
    await expect(
      deleteOlder({ sessions: 180, solo: 30, classes: 0 }, { storage, clock: () => Date.now() + 101 * DAY }),
    ).rejects.toThrow('Set the clock right')
    expect(await found()).toBe(2)
    expect(await deleteOlder({ sessions: 180, solo: 30, classes: null }, { storage, clock: Date.now })).toMatchObject({
      sessions: 2,
    })
    expect(await found()).toBe(0)
    expect(await ask<TakenSeat[]>(server.url, `/api/sessions?id=${newest.session}`)).toHaveLength(1)
    await storage.close()
  })

  it('deletes solo sessions sooner, by when they were stored; those of older builds as any other', async () => {
    await start()
    const newest = await seatPair(server.url)
    const DAY = 24 * 60 * 60 * 1_000
    const solo = async () => {
      const { body, status } = await offerSolo(server.url, { name: 'Mei', role: 'client', events: playedSolo() })
      expect(status).toBe(201)
      return body.session ?? ''
    }
    const [old, older, ofBefore] = [await solo(), await solo(), await solo()]
    const storage = await server.storage()
    using database = new DatabaseSync(server.databaseFile)
    const set = (id: string, days: number | null) =>
      database
        .prepare('UPDATE "Session" SET "createdAt" = ?, "storedAt" = ? WHERE "id" = ?')
        .run(stamped(Date.now() - 100 * DAY), days === null ? null : stamped(Date.now() - days * DAY), id)
    set(old, 29)
    set(older, 31)
    // before there was such a time
    set(ofBefore, null)
    const left = async () => {
      const query = [old, older, ofBefore, newest.session].map((id) => `id=${id}`).join('&')
      return (await ask<{ id: string }[]>(server.url, `/api/sessions?${query}`)).map(({ id }) => id)
    }
    expect(await deleteOlder({ sessions: 180, solo: null, classes: null }, { storage, clock: Date.now })).toMatchObject(
      {
        sessions: 0,
      },
    )
    expect(await deleteOlder({ sessions: 180, solo: 30, classes: null }, { storage, clock: Date.now })).toMatchObject({
      sessions: 1,
    })
    expect(await left()).toEqual([old, ofBefore, newest.session])
    expect(await deleteOlder({ sessions: 99, solo: null, classes: null }, { storage, clock: Date.now })).toMatchObject({
      sessions: 1,
    })
    expect(await left()).toEqual([old, newest.session])
    await storage.close()
  })

  it('deletes classes that nobody has used for so many days, with their sessions, which are as old as they may be', async () => {
    await start()
    const DAY = 24 * 60 * 60 * 1_000
    const storage = await server.storage()
    const { classes, directory } = storage
    const owner = await storeAccount(storage, 'anna', 'instructor')
    const now = Date.now()
    const store = async (days: number) => {
      const made = newClass(owner, { createdAt: now - 400 * DAY })
      await classes.create(made)
      const mei = await letIn(classes, made.id, { ...newcomer('Mei'), cameAt: now - 300 * DAY })
      const pair = pairSession(made.id, 1, mei.id)
      const session = { ...pair.session, createdAt: now - 300 * DAY }
      await classes.createSessions(made.id, [{ ...pair, session }])
      await classes.used(made.id, now - days * DAY)
      return { id: made.id, session: session.id }
    }
    const [old, used] = [await store(181), await store(99)]
    const about = { storage, clock: () => now }
    expect(await deleteOlder({ sessions: 1, solo: 1, classes: null }, about)).toEqual({ sessions: 0, classes: 0 })
    // nothing newer than the class: a clock that is months ahead would have it deleted
    const ahead = { storage, clock: () => now + 300 * DAY }
    await expect(deleteOlder({ sessions: 1, solo: 1, classes: 180 }, ahead)).rejects.toThrow('Set the clock right')
    // somebody has signed in by that clock, or it has gone on while this server ran
    const aDay = { storage, clock: () => now + 2 * DAY }
    await expect(deleteOlder({ sessions: null, solo: null, classes: 300 }, aDay, null)).rejects.toThrow('clock')
    expect(await deleteOlder({ sessions: null, solo: null, classes: 300 }, aDay, now)).toEqual({
      sessions: 0,
      classes: 0,
    })
    await storage.accounts.keepLogin(owner, drawToken(), now + LOGIN_HOLDS)
    expect(await deleteOlder({ sessions: null, solo: null, classes: 180 }, about)).toEqual({ sessions: 0, classes: 1 })
    expect(await classes.find(old.id)).toBeNull()
    expect(await classes.find(used.id)).not.toBeNull()
    const left = await directory.summaries([old.session, used.session])
    expect(left.map(({ id }) => id)).toEqual([used.session])
    await storage.close()
  })
})
