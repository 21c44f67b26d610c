import type { MadeShareLink } from '@woshou/classroom/api'
import { PROTOCOL, type ServerMessage, type SessionEvent, sessionOf } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { endAsTold } from '../../../../packages/session/src/testing/as-told.ts'
import { LOGIN_COOKIE } from '../cookies.ts'
import { openStorage } from '../storage/prisma/open-storage.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { BOUND } from '../testing/bound.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { createMigrated } from '../testing/migrated-database.ts'
import { dropDatabase } from '../testing/own-postgres.ts'
import { ask, type Pair, playToEnd, seatPair } from '../testing/pair.ts'
import { PATIENT_BOUNDS } from '../testing/patience.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { newClass, pairSession } from '../testing/stored-class.ts'
import { lastAppend } from '../testing/stored-session.ts'
import { TalkSocket } from '../testing/talk-socket.ts'
import { Servers } from './servers.ts'

// real processes and sockets, on machines that are busy with other things too

const RUN_ALONE = Boolean(process.env.FAULT_ROUNDS)
const postgresUrl = inject('postgresUrl') ?? ''
const valkeyUrl = inject('valkeyUrl') ?? ''

describe.skipIf(postgresUrl === '' || valkeyUrl === '')('those who sit at different servers', () => {
  let servers: Servers
  let databaseUrl: string
  beforeAll(async () => {
    databaseUrl = await createMigrated()
    // none of them asks the log by itself, or whether somebody may still watch: whatever one hears of another comes by the bus
    const deaf = { watchEvery: BOUND, rhythm: { interval: 200 * BOUND, silence: BOUND } }
    servers = await Servers.start(3, { DATABASE_URL: databaseUrl, VALKEY_URL: valkeyUrl }, deaf)
    await servers.hear('connected')
  })
  afterAll(async () => {
    await servers.close()
    await dropDatabase(postgresUrl, databaseUrl)
  })

  const url = (index: number) => servers.urls[index] ?? ''
  const sit = async (pair: Pair) => ({
    client: await SeatSocket.joined(url(0), pair.seats.client),
    server: await SeatSocket.joined(url(1), pair.seats.server),
  })
  const connected = ({ messages }: SeatSocket, role: 'client' | 'server') => {
    const told = messages.findLast(
      (message): message is Extract<ServerMessage, { type: 'welcome' | 'presence' }> => 'presence' in message,
    )
    return told?.presence[role].connected
  }

  it.each(['open-and-close-from-client', 'data-in-between', 'simultaneous-open', 'simultaneous-close', 'lost-syn'])(
    'plays %s to its goal; whoever is asked has the same log, and both saw it',
    async (scenario) => {
      const pair = await seatPair(url(2), { scenario })
      const sockets = await sit(pair)
      await playToEnd(sockets)
      const logs = await Promise.all(
        servers.urls.map((any) => ask<{ events: SessionEvent[] }>(any, `/api/sessions/${pair.session}/events`)),
      )
      const [log] = logs
      expect(logs).toEqual([log, log, log])
      const events = log?.events ?? []
      expect(sessionOf(events)?.ended?.reason).toBe('goal-reached')
      expect(sockets.client.view?.end).toEqual(endAsTold(events, 'client'))
      expect(sockets.server.view?.end).toEqual(endAsTold(events, 'server'))
    },
  )

  it('is told of the partner’s move by the bus, not by the log, which would be asked seconds later', async () => {
    const pair = await seatPair(url(2), { scenario: 'free-play' })
    const { client, server } = await sit(pair)
    await client.move({ type: 'leave' })
    await server.until(() => server.view?.ended)
    for (const socket of [client, server]) socket.close()
  })

  it('sees the partner come and go', async () => {
    const pair = await seatPair(url(2), { scenario: 'free-play' })
    const { client, server } = await sit(pair)
    await client.until(() => connected(client, 'server'))
    await server.until(() => connected(server, 'client'))
    client.close()
    await server.until(() => connected(server, 'client') === false)
  })

  it('learns that the partner plays on', async () => {
    const pair = await seatPair(url(2), { scenario: 'free-play' })
    const { client, server } = await sit(pair)
    await client.move({ type: 'leave' })
    await server.until(() => server.view?.ended)
    const next = await ask<{ session: string }>(
      url(2),
      `/api/sessions/${pair.session}/successor`,
      {},
      pair.seats.client.token,
    )
    expect(await server.next('successor')).toEqual({ type: 'successor', session: next.session })
  })

  it(`see nothing by a link ${RUN_ALONE ? 'within a second ' : ''}after any of them has ended it: neither replay nor events nor wall`, async () => {
    const storage = await openStorage(databaseUrl, undefined, { bounds: PATIENT_BOUNDS })
    const teacher = await storeAccount(storage, 'anna', 'instructor')
    const made = newClass(teacher)
    await storage.classes.create(made)
    const pair = pairSession(made.id, 1, '')
    await storage.classes.createSessions(made.id, [pair])
    await storage.log.append(lastAppend(pair.session.id, pair.session.events.length + 1))
    const login = drawToken()
    await storage.accounts.keepLogin(teacher, hashToken(login), Date.now() + 3_600_000)
    await storage.close()
    const browser = (index: number) => {
      const own = new InstructorBrowser(url(index))
      own.cookie = `${LOGIN_COOKIE}=${login}`
      return own
    }
    const links = `/api/classes/${made.id}/share-links`
    const share = async (index: number, body: object) => (await browser(index).post(links, body)).body as MadeShareLink
    const replay = await share(0, { kind: 'replay', session: pair.session.id })
    const wall = await share(1, { kind: 'wall' })
    const statuses = (of: string) =>
      Promise.all(servers.urls.map(async (any) => (await fetch(`${any}/api/shared/${replay.token}${of}`)).status))
    for (const part of ['', '/events']) expect(await statuses(part)).toEqual([200, 200, 200])
    const watch = { type: 'watch-wall', protocol: PROTOCOL, shared: wall.token } as const
    const walls = await Promise.all(servers.urls.map((any) => TalkSocket.open(any, watch)))
    await Promise.all(walls.map((one) => one.next('class')))
    const before = performance.now()
    for (const { link } of [replay, wall]) expect((await browser(2).ask('DELETE', `${links}/${link}`)).status).toBe(204)
    const told = await Promise.all(walls.map((one) => one.next('error')))
    expect(told.map(({ code }) => code)).toEqual(['unknown-link', 'unknown-link', 'unknown-link'])
    for (const part of ['', '/events']) expect(await statuses(part)).toEqual([404, 404, 404])
    if (RUN_ALONE) expect(performance.now() - before).toBeLessThan(1_000)
    for (const one of walls) one.close()
  })

  // in how many seconds is for `npm run faults`, on a machine that does nothing else
  it(`sees ${RUN_ALONE ? 'within 10 s ' : ''}that the partner went with its server`, async () => {
    const pair = await seatPair(url(2), { scenario: 'free-play' })
    const { server } = await sit(pair)
    await server.until(() => connected(server, 'client'))
    const before = performance.now()
    await servers.at(0).stop('SIGKILL')
    await server.until(() => connected(server, 'client') === false)
    if (RUN_ALONE) expect(performance.now() - before).toBeLessThan(10_000)
  })
})
