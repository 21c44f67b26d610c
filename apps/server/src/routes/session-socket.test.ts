import { ACK, FIN, PSH, SYN } from '@woshou/protocol'
import { OLDEST_PROTOCOL, PROTOCOL, type Role, RULES_VERSION, type SessionEvent } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { endAsTold } from '../../../../packages/session/src/testing/as-told.ts'
import { openSession } from '../live/open-session.ts'
import type { Directory, NewSession } from '../storage/directory.ts'
import { BOUND } from '../testing/bound.ts'
import { ask, joinPair, type Pair, playToEnd, seatPair } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

// real processes and sockets, on machines that are busy with other things too

let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { messagesPerSecond: 1_000, requestsPerMinute: 10_000 } })
})
afterAll(() => server.close())

const readLog = async (pair: Pair) =>
  (await ask<{ events: SessionEvent[] }>(server.url, `/api/sessions/${pair.session}/events`)).events
/** The log whether or not the session has ended. */
async function storedLog({ session }: Pair, sockets: Record<Role, SeatSocket>): Promise<SessionEvent[]> {
  if (!sockets.client.view?.ended) await sockets.client.move({ type: 'leave' })
  await sockets.server.until(() => sockets.server.view?.ended)
  return (await ask<{ events: SessionEvent[] }>(server.url, `/api/sessions/${session}/events`)).events
}
const join = (pair: Pair, role: Role, since = 0, view: SeatSocket['view'] = null) =>
  SeatSocket.joined(server.url, { session: pair.session, token: pair.seats[role].token }, since, view)

const syn = (socket: SeatSocket) => ({ flags: SYN, seq: socket.view?.end.isn ?? 0, ack: 0, length: 0 })

describe('a session over two sockets', () => {
  it.concurrent.each([
    'three-way-handshake',
    'open-and-close-from-client',
    'open-and-close-from-server',
    'data-in-between',
    'half-close',
    'three-segment-close',
    'simultaneous-open',
    'simultaneous-close',
    'connection-refused',
    'abort',
  ])('%s leads to its goal, and the stored log folds to what both saw', async (scenario) => {
    const pair = await seatPair(server.url, { scenario })
    const sockets = await joinPair(server.url, pair)
    await playToEnd(sockets)
    const log = await readLog(pair)
    expect(log.map(({ version }) => version)).toEqual(log.map((_event, index) => index + 1))
    expect(log.at(-1)).toMatchObject({ type: 'session-ended', reason: 'goal-reached' })
    for (const role of ['client', 'server'] as const) {
      expect(sockets[role].view?.end).toEqual(endAsTold(log, role))
      sockets[role].close()
    }
  })

  it('shows the partner’s arrival and the beginning at once', async () => {
    const opened = await ask<{ session: string; token: string; code: string }>(server.url, '/api/sessions', {
      scenario: 'three-way-handshake',
      role: 'server',
      name: 'Jonas',
      pace: 0.1,
    })
    const inviter = await SeatSocket.joined(server.url, opened)
    expect(inviter.view?.started).toBe(false)
    const presence = await inviter.next('welcome')
    expect(presence.presence).toEqual({
      client: { taken: false, connected: false },
      server: { taken: true, connected: true },
    })
    const early = await inviter.sendSegment(syn(inviter))
    expect(early).toMatchObject({ type: 'refusal', refusal: 'not-started' })
    await ask(server.url, `/api/invitations/${opened.code}/seats`, { name: 'Mei' })
    await inviter.until(() => inviter.view?.started)
    expect(inviter.view?.names).toMatchObject({ client: 'Mei', server: 'Jonas' })
    expect((await inviter.next('presence')).presence.client).toEqual({
      taken: true,
      connected: false,
      vacantIn: expect.any(Number),
    })
    inviter.close()
  })

  it('withholds a wrong segment, says why at once, and stores the attempt', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    const { client } = sockets
    await client.sendSegment(syn(client))
    const wrong = await client.sendSegment({
      flags: ACK | PSH,
      seq: (client.view?.end.isn ?? 0) + 1,
      ack: 0,
      length: 5,
    })
    expect(wrong).toMatchObject({ type: 'violation' })
    expect(wrong.type === 'violation' && wrong.violations[0]?.rule).toBe('data-before-established')
    expect(client.view?.events.at(-1)).toMatchObject({
      type: 'segment-withheld',
      version: (wrong as { version: number }).version,
    })
    const log = await storedLog(pair, sockets)
    expect(log.filter(({ type }) => type === 'segment-withheld')).toHaveLength(1)
    expect(sockets.server.raw.join()).not.toContain('segment-withheld')
  })

  it('refuses a move made before the author saw what has arrived: look again, no mistake', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    const version = sockets.server.view?.version ?? 0
    await sockets.client.sendSegment(syn(sockets.client))
    await sockets.server.until(() => sockets.server.view?.events.at(-1)?.type === 'segment-arrived')
    const late = await sockets.server.move({ type: 'take-hint' }, { version })
    expect(late).toMatchObject({ type: 'refusal', refusal: 'outdated-view', version: sockets.server.view?.version })
    expect(await storedLog(pair, sockets)).not.toContainEqual(expect.objectContaining({ type: 'segment-withheld' }))
  })

  it('carries out a move once that is sent twice, also by two tabs and after a reconnection', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    const tab = await join(pair, 'client')
    const version = sockets.client.view?.version ?? 0
    const command = { type: 'send-segment', segment: syn(sockets.client) } as const
    const move = { id: 'the-same-move', version }
    const [one, two] = await Promise.all([sockets.client.move(command, move), tab.move(command, move)])
    expect(one).toEqual(two)
    const again = await join(pair, 'client')
    expect(await again.move(command, move)).toEqual(one)
    // both tabs know it
    await tab.until(() => tab.view?.version === sockets.client.view?.version)
    const log = await storedLog(pair, sockets)
    expect(log.filter((event) => event.type === 'segment-sent')).toHaveLength(1)
  })

  it('resumes since v: a socket that was cut gets what it lacks, and nothing twice', async () => {
    const pair = await seatPair(server.url, { scenario: 'open-and-close-from-client' })
    const sockets = await joinPair(server.url, pair)
    await sockets.client.sendSegment(syn(sockets.client))
    const before = sockets.client.view
    sockets.client.close()
    await sockets.server.until(() => sockets.server.due)
    await sockets.server.sendSegment(sockets.server.due ?? syn(sockets.server))
    const again = await join(pair, 'client', before?.version, before)
    await again.until(() => again.due)
    const whole = await join(pair, 'client')
    await whole.until(() => whole.view?.version === again.view?.version)
    expect(again.view).toEqual(whole.view)
    await playToEnd({ client: again, server: sockets.server })
  })

  it('tells the other seat of the successor, and gives it the other role', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await playToEnd(sockets)
    const path = `/api/sessions/${pair.session}/successor`
    const mine = await ask<{ session: string; role: Role; token: string }>(
      server.url,
      path,
      {},
      pair.seats.client.token,
    )
    expect(mine.role).toBe('server')
    expect((await sockets.server.next('successor')).session).toBe(mine.session)
    // and whoever comes back later
    const later = await join(pair, 'server')
    expect((await later.next('successor')).session).toBe(mine.session)
    const theirs = await ask<typeof mine>(server.url, path, {}, pair.seats.server.token)
    expect(theirs).toMatchObject({ session: mine.session, role: 'client' })
    await playToEnd({
      client: await SeatSocket.joined(server.url, theirs),
      server: await SeatSocket.joined(server.url, mine),
    })
    await expect(ask(server.url, path, {}, pair.seats.server.token)).rejects.toThrow('409 {"code":"seat-taken"')
  })
})

describe('what a seat’s socket receives', () => {
  it('holds no variable of the peer’s TCB, no script, and no fate of a segment in flight', {}, async () => {
    const pair = await seatPair(server.url, { scenario: 'kernel-half-close' })
    const sockets = await joinPair(server.url, pair)
    // a wrong move at each end: nobody else's business
    await sockets.client.sendSegment({ flags: FIN | ACK, seq: 4_000_000_001, ack: 7, length: 0 })
    await sockets.server.sendSegment({ flags: SYN, seq: 3_999_999_999, ack: 7, length: 0 })
    await playToEnd(sockets)
    const log = await readLog(pair)
    const [created] = log
    if (created?.type !== 'session-created') throw new Error('no beginning')

    for (const role of ['client', 'server'] as const) {
      const peer = role === 'client' ? 'server' : 'client'
      const { raw } = sockets[role]
      const all = raw.join('\n')
      for (const word of [
        '"arrivals"',
        '"sent":',
        '"seed"',
        '"ends"',
        '"wishes"',
        '"deadlines"',
        '"wire"',
        '"released"',
        '"fate"',
        'segment-released',
      ]) {
        expect(all).not.toContain(word)
      }
      expect(all).not.toContain(String(created.seed))
      expect(all).not.toContain(role === 'client' ? '3999999999' : '4000000001')
      const peerIsn = created.isn[peer]
      // the peer's numbers are known as far as its segments have arrived, and no further
      let arrived = peerIsn - 1
      let sent = 0
      for (const text of raw) {
        const message = JSON.parse(text)
        for (const event of message.type === 'events' ? message.events : []) {
          if (event.type === 'segment-arrived') {
            const { seq, text: payload, flags } = event.segment
            arrived = Math.max(arrived, seq + payload.length + (flags & (SYN | FIN) ? 1 : 0))
          }
          // nothing the peer did is told, but that it sat down or left
          if (!['session-created', 'seat-taken', 'session-ended'].includes(event.type))
            expect('role' in event && event.role, event.type).toBe(role)
          if (event.type === 'segment-sent') sent += 1
        }
        const numbers = (text.match(/\d+/g) ?? []).map(Number).filter((n) => n >= peerIsn && n < peerIsn + 100_000)
        for (const number of numbers) expect(number).toBeLessThanOrEqual(arrived)
      }
      expect(arrived).toBeGreaterThan(peerIsn)
      // an own segment is told when it leaves, and never again
      expect(sent).toBe(log.filter((event) => event.type === 'segment-sent' && event.role === role).length)
    }
  })

  it('says nothing when the peer moves, nor when an own segment arrives there', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await sockets.client.sendSegment(syn(sockets.client))
    // heartbeats come when they come
    const said = ({ messages }: SeatSocket) => messages.filter(({ type }) => type !== 'heartbeat').length
    const [client, other] = [said(sockets.client), said(sockets.server)]
    await sockets.server.until(() => sockets.server.view?.events.at(-1)?.type === 'segment-arrived')
    // one message for the arrival, none for the sending
    expect(said(sockets.server)).toBe(other + 1)
    expect(said(sockets.client)).toBe(client)
  })
})

describe('presence', () => {
  it('shows a frozen peer as disconnected, and the one who comes back as connected', async () => {
    const quick = await startServer({ rhythm: { interval: 500, silence: 5_000 }, presenceGrace: 50 })
    try {
      const pair = await seatPair(quick.url)
      const sockets = await joinPair(quick.url, pair)
      // frozen: its pongs stay away
      sockets.server.socket.pause()
      const from = sockets.client.messages.length
      const gone = await sockets.client.until(() =>
        sockets.client.messages
          .slice(from)
          .find((message) => message.type === 'presence' && !message.presence.server.connected),
      )
      expect(gone).toMatchObject({
        presence: { server: { taken: true, connected: false }, client: { connected: true } },
      })
      await sockets.client.next('heartbeat')
      await SeatSocket.joined(quick.url, pair.seats.server)
      await sockets.client.until(() => {
        const last = sockets.client.messages.findLast((message) => message.type === 'presence')
        return last?.type === 'presence' && last.presence.server.connected
      })
    } finally {
      await quick.close()
    }
  })

  it('does not flicker when a page is reloaded', async () => {
    // however long the machine takes for it
    const patient = await startServer({ presenceGrace: BOUND })
    try {
      const pair = await seatPair(patient.url)
      const sockets = await joinPair(patient.url, pair)
      // both have heard of each other by now
      await sockets.client.move({ type: 'take-hint' })
      const from = sockets.client.messages.length
      sockets.server.close()
      const reloaded = await SeatSocket.joined(patient.url, pair.seats.server)
      await reloaded.move({ type: 'take-hint' })
      await sockets.client.move({ type: 'take-hint' })
      expect(sockets.client.messages.slice(from).filter(({ type }) => type === 'presence')).toEqual([])
    } finally {
      await patient.close()
    }
  })
})

describe('a message that cannot be taken', () => {
  const lastError = async (socket: SeatSocket, from: number) => socket.next('error', from)

  it.each([
    ['{', { code: 'not-json', field: '' }],
    ['[]', { code: 'not-a-message' }],
    ['{"type":"jump"}', { code: 'not-a-message', field: 'type' }],
    [
      '{"type":"move","id":"move-0001","version":1,"command":{"type":"send-segment","segment":{"flags":2,"seq":-1}}}',
      { code: 'not-a-message', field: 'command.segment.seq', id: 'move-0001' },
    ],
    [
      '{"type":"move","id":"move-0001","version":1,"command":{"type":"take-hint"}}',
      { code: 'join-first', id: 'move-0001' },
    ],
  ])('gets an answer that names the field: %s', async (text, error) => {
    const socket = await SeatSocket.open(server.url)
    socket.socket.send(text)
    expect(await lastError(socket, 0)).toMatchObject(error)
    expect(socket.closeCode).toBeNull()
    socket.close()
  })

  it('is refused when it is binary', async () => {
    const socket = await SeatSocket.open(server.url)
    socket.socket.send(Buffer.from([1, 2, 3]))
    expect(await lastError(socket, 0)).toMatchObject({ code: 'not-json', detail: expect.stringContaining('bytes') })
    socket.close()
  })

  it('ends the socket when it has more than 8 KiB', async () => {
    const socket = await SeatSocket.open(server.url)
    socket.socket.send('x'.repeat(8 * 1024 + 1))
    expect(await socket.closed()).toBe(1009)
    const fits = await SeatSocket.open(server.url)
    fits.socket.send('x'.repeat(8 * 1024))
    expect(await lastError(fits, 0)).toMatchObject({ code: 'not-json' })
    fits.close()
  })

  it('survives random bytes: the server answers afterwards', async () => {
    const socket = await SeatSocket.open(server.url)
    for (let n = 0; n < 200; n++) {
      socket.socket.send(JSON.stringify({ type: ['join', 'move', null, 7][n % 4], id: n, session: 'x'.repeat(n) }))
    }
    await socket.until(() => socket.messages.length >= 200)
    expect(socket.messages.every(({ type }) => type === 'error')).toBe(true)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    socket.close()
  })

  it('is a second join: one socket, one seat', async () => {
    const pair = await seatPair(server.url)
    const socket = await join(pair, 'client')
    const { session, token } = pair.seats.server
    socket.send({ type: 'join', session, token, since: 0 })
    expect(await lastError(socket, 0)).toMatchObject({ code: 'not-a-message', field: 'type' })
    socket.close()
  })
})

describe('joining', () => {
  it('takes moves that were sent right behind join', async () => {
    const pair = await seatPair(server.url)
    const whole = await join(pair, 'client')
    const socket = await SeatSocket.open(server.url)
    const { session, token } = pair.seats.client
    socket.send({ type: 'join', session, token, since: 0 })
    const answer = await socket.move(
      { type: 'send-segment', segment: syn(whole) },
      { version: whole.view?.version ?? 0 },
    )
    expect(answer.type).toBe('accepted')
    expect(socket.messages.map(({ type }) => type).slice(0, 2)).toEqual(['welcome', 'events'])
    socket.close()
  })

  it('needs an existing session', async () => {
    const socket = await SeatSocket.open(server.url)
    socket.send({ type: 'join', session: 'x'.repeat(22), token: 'y'.repeat(22), since: 0 })
    expect(await socket.next('error')).toMatchObject({ code: 'unknown-session', field: 'session' })
    expect(await socket.closed()).toBe(1008)
  })

  it('needs the token of one of its seats', async () => {
    const pair = await seatPair(server.url)
    const other = await seatPair(server.url)
    const socket = await SeatSocket.open(server.url)
    socket.send({ type: 'join', session: pair.session, token: other.seats.client.token, since: 0 })
    expect(await socket.next('error')).toMatchObject({ code: 'wrong-token', field: 'token' })
    expect(await socket.closed()).toBe(1008)
  })
})

describe('the protocol number', () => {
  it.each([
    ['too-old', OLDEST_PROTOCOL - 1],
    ['too-new', PROTOCOL + 1],
  ] as const)('%s: says so, and what to do, and lets the page go', async (code, protocol) => {
    const pair = await seatPair(server.url)
    const { session, token } = pair.seats.client
    const socket = await SeatSocket.open(server.url)
    socket.socket.send(JSON.stringify({ type: 'join', protocol, session, token, since: 0, news: 'of its time' }))
    expect(await socket.until(() => socket.messages[0])).toMatchObject({
      type: 'error',
      code,
      field: 'protocol',
      detail: expect.stringMatching(/load (the page|it) anew/),
    })
    expect(await socket.closed()).toBe(1008)
  })

  it('is not asked of a page from before: it is told everything once more, in numbers that go on from its own', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await sockets.server.sendSegment({ ...syn(sockets.server), seq: 5 })
    await sockets.client.sendSegment(syn(sockets.client))
    await sockets.server.until(() => sockets.server.view?.events.at(-1)?.type === 'segment-arrived')
    const { view } = sockets.server
    if (!view) throw new Error('nothing was told')

    // the log's numbers are higher than the seat's, and what the page had of them must not matter
    const had = 27
    const early = await SeatSocket.open(server.url)
    early.view = { ...view, version: had, events: [] }
    const { session, token } = pair.seats.server
    early.send({ type: 'join', session, token, since: had })
    const { events } = await early.next('events')
    expect(events.map(({ version }) => version)).toEqual(view.events.map(({ version }) => version + had))
    expect(early.view).toMatchObject({ names: view.names, version: had + view.version })
    expect(early.view.end.tcb).toEqual(view.end.tcb)

    const before = await early.move({ type: 'take-hint' }, { version: had })
    expect(before).toMatchObject({ type: 'refusal', refusal: 'outdated-view' })
    const { due } = early
    if (!due) throw new Error('the SYN calls for an answer')
    const sent = await early.sendSegment(due)
    expect(sent).toMatchObject({ type: 'accepted', version: had + view.version + 1 })
    expect(early.view.version).toBe(had + view.version + 1)
    await sockets.server.until(() => sockets.server.view?.version === view.version + 1)

    early.close()
    const again = await SeatSocket.open(server.url)
    again.view = early.view
    again.send({ type: 'join', session, token, since: early.view.version })
    await again.next('events')
    expect(again.view.end.tcb).toEqual(sockets.server.view?.end.tcb)
    for (const socket of [again, sockets.client, sockets.server]) socket.close()
  })
})

describe('a session of newer rules than this server has', () => {
  it('is refused with words, by the socket and by REST, and the server goes on', async () => {
    const storage = await server.storage()
    const [scenario] = SCENARIOS
    if (!scenario) throw new Error('no scenario')
    const opening = { scenario, level: 'coached', pace: 1, role: 'client', name: 'Mei', network: false } as const
    const newer: Directory = Object.assign(Object.create(storage.directory), {
      create: (made: NewSession) =>
        storage.directory.create({
          ...made,
          events: made.events.map((event) => ({
            ...event,
            ...('rulesVersion' in event && { rulesVersion: RULES_VERSION + 1 }),
          })),
        }),
    })
    const opened = await openSession(newer, { ...opening, predecessor: null }, Date.now())
    await storage.close()
    if (!opened) throw new Error('not opened')
    const { code, session, token } = opened

    const socket = await SeatSocket.open(server.url)
    socket.send({ type: 'join', protocol: PROTOCOL, session, token, since: 0 })
    const said = await socket.until(() => socket.messages[0])
    expect(said).toMatchObject({ type: 'error', code: 'newer-rules', detail: expect.stringMatching(/newer/) })
    expect(await socket.closed()).toBe(1013)
    for (const [path, body] of [
      [`/api/sessions/${session}/events`, undefined],
      [`/api/invitations/${code}/seats`, { name: 'Jonas' }],
    ] as const) {
      const response = await fetch(`${server.url}${path}`, {
        method: body ? 'POST' : 'GET',
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      expect([response.status, await response.json()], path).toEqual([
        503,
        expect.objectContaining({ code: 'newer-rules', detail: expect.stringMatching(/newer/) }),
      ])
    }
    expect(server.logged.filter((line) => line.includes(session) && line.includes('"level":50'))).toEqual([])
    const pair = await seatPair(server.url)
    expect((await join(pair, 'client')).view?.names.client).not.toBeNull()
  })
})

describe('the upgrade', () => {
  const open = (origin: string | undefined, url = server.url, path = '/ws') =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(url.replace('http', 'ws') + path, origin === undefined ? {} : { origin })
      socket.once('open', () => {
        socket.close()
        resolve(101)
      })
      socket.once('unexpected-response', (_request, response) => {
        response.destroy()
        resolve(response.statusCode ?? 0)
      })
      socket.once('error', () => {})
    })

  it('is for this server’s own pages, and for programs', async () => {
    expect(await open(server.url)).toBe(101)
    expect(await open(undefined)).toBe(101)
  })

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'nonsense'])(
    'is refused to pages of %s',
    async (origin) => {
      expect(await open(origin)).toBe(403)
    },
  )

  it('is for pages of PUBLIC_ORIGINS', async () => {
    const other = await startServer({ env: { publicOrigins: ['https://woshou.example'] } })
    try {
      expect(await open('https://woshou.example', other.url)).toBe(101)
    } finally {
      await other.close()
    }
  })

  it('is for so many of one address: one that has not joined gives way, one that plays does not', async () => {
    const env = { connectionsPerAddress: 2, metricsToken: 'what-prometheus-says' }
    // however long the machine takes: it is not for its silence that the idle one goes
    const limited = await startServer({ env, joinWithin: BOUND })
    try {
      const idle = await SeatSocket.open(limited.url)
      const pair = await seatPair(limited.url)
      const client = await SeatSocket.joined(limited.url, pair.seats.client)
      const peer = await SeatSocket.joined(limited.url, pair.seats.server)
      expect(await idle.next('error')).toMatchObject({ code: 'too-many' })
      expect(await idle.closed()).toBe(1013)
      expect(await open(limited.url, limited.url)).toBe(429)
      peer.close()
      // as soon as the one that has just gone is no longer counted
      await expect.poll(() => open(limited.url, limited.url)).toBe(101)
      // upgraded where nobody listens, it would count for nobody
      for (const path of ['/', '/healthz', '/api/scenarios', '/api/sessions', '/ws/', '/nowhere'])
        expect([path, await open(limited.url, limited.url, path)]).toEqual([path, 404])
      const headers = { authorization: 'Bearer what-prometheus-says' }
      const counted = await (await fetch(`${limited.url}/metrics`, { headers })).text()
      expect(counted).toContain('woshou_sockets_refused_total{why="elsewhere"} 6')
      expect(counted).toContain('woshou_sockets_gave_way_total 1')
      client.close()
    } finally {
      await limited.close()
    }
  })

  it('is needed: a plain request is told so', async () => {
    const response = await fetch(`${server.url}/ws`)
    expect(response.status).toBe(426)
  })
})

describe('limits of one socket', () => {
  /** No signs of life are asked for: their answers count as messages, too. */
  const silent = { interval: 3_600_000, silence: 3_600_000 }
  /** What five messages in a second have given back since then. */
  const returned = (since: number) => (5 * (performance.now() - since)) / 1_000

  it('answer too many messages, and end the socket that does not stop', async () => {
    const limited = await startServer({ env: { messagesPerSecond: 5 }, rhythm: silent })
    try {
      const began = performance.now()
      const socket = await SeatSocket.open(limited.url)
      for (let n = 0; n < 30; n++) socket.socket.send('{')
      await socket.until(() => socket.messages.length >= 30)
      const given = returned(began)
      const codes = socket.messages.map((message) => (message.type === 'error' ? message.code : ''))
      const taken = codes.filter((code) => code === 'not-json').length
      expect(taken).toBeGreaterThanOrEqual(10)
      expect(taken).toBeLessThanOrEqual(10 + given)
      expect(codes.filter((code) => code === 'too-many')).toHaveLength(30 - taken)
      for (let n = 0; n < 200; n++) socket.socket.send('{')
      expect(await socket.closed()).toBe(1008)
    } finally {
      await limited.close()
    }
  })

  it('hold for a seat too, however many sockets it moves from; its partner is none the worse', async () => {
    const limited = await startServer({ env: { messagesPerSecond: 5 }, rhythm: silent })
    try {
      const began = performance.now()
      const pair = await seatPair(limited.url)
      const tabs = await Promise.all([1, 2, 3].map(() => SeatSocket.joined(limited.url, pair.seats.client)))
      const partner = await SeatSocket.joined(limited.url, pair.seats.server)
      // each socket may say ten things at once, and joining is one of them
      const hint = (tab: number, n: number) => ({
        type: 'move',
        id: `move-${tab}-000${n}`,
        version: 1_000,
        command: { type: 'take-hint' },
      })
      for (const [tab, socket] of tabs.entries())
        for (let n = 0; n < 8; n++) socket.socket.send(JSON.stringify(hint(tab, n)))
      const answers = () =>
        tabs.flatMap(({ messages }) => messages.filter((message) => 'id' in message && message.id !== undefined))
      await expect.poll(() => answers().length).toBe(24)
      const refused = answers().filter((message) => message.type === 'error' && message.code === 'too-many')
      // ten at once, and what a slow machine has given back meanwhile
      expect(refused.length).toBeGreaterThanOrEqual(14 - returned(began))
      expect(refused.length).toBeLessThanOrEqual(14)
      expect(await partner.move({ type: 'take-hint' })).not.toMatchObject({ type: 'error' })
    } finally {
      await limited.close()
    }
  })

  it('end the one that does not join', async () => {
    const limited = await startServer({ joinWithin: 50 })
    try {
      const socket = await SeatSocket.open(limited.url)
      expect(await socket.next('error')).toMatchObject({ code: 'join-first' })
      expect(await socket.closed()).toBe(1008)
    } finally {
      await limited.close()
    }
  })
})
