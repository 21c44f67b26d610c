import { setTimeout as pause } from 'node:timers/promises'
import { ACK, FIN, SYN } from '@woshou/protocol'
import type { Command } from '@woshou/session'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { hashToken } from '../storage/seat-token.ts'
import { Bystanders } from '../testing/bystanders.ts'
import { ask, joinPair, type Pair, playToEnd, seatPair, type TakenSeat } from '../testing/pair.ts'
import { PATIENT } from '../testing/patience.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { ServerProcess } from '../testing/server-process.ts'
import { startServer } from '../testing/start-server.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'

// a server in a process of its own, with the limits of production; one pair plays on through every attack

const METRICS_TOKEN = 'what-prometheus-says'

let folder: TemporaryFolder
let server: ServerProcess
let bystanders: Bystanders
/** Processor seconds which the server takes over a bystander's move, all told. */
let perMove: number
beforeAll(async () => {
  folder = new TemporaryFolder()
  const variables = { METRICS_TOKEN, LOG_LEVEL: 'error', REQUESTS_PER_MINUTE: '100000' }
  server = await ServerProcess.start({ DATABASE_URL: `file:${folder.file('woshou.db')}`, ...variables }, PATIENT)
  bystanders = await Bystanders.join(server.url)
  await bystanders.storedMoves(5)
  const before = await processorSeconds()
  await bystanders.storedMoves(MOVES)
  perMove = ((await processorSeconds()) - before) / MOVES
})
afterAll(async () => {
  bystanders.close()
  await server.stop('SIGTERM')
  folder[Symbol.dispose]()
})

/** Attacks of each kind, and moves of the bystanders meanwhile. */
const MOVES = 9
/** So many of a bystander's moves may one attack cost: as a ratio it is the same on every machine. */
const WORTH = 20

/** An attack at each of the bystanders' moves, which is stored all the same; none of it may be dear. `npm run attack` times it. */
async function whileOthersPlay(attack: () => Promise<unknown>): Promise<void> {
  const before = await processorSeconds()
  // it throws when a move is not stored
  for (let move = 0; move < MOVES; move++) await Promise.all([bystanders.storedMoves(1), attack()])
  const perAttack = ((await processorSeconds()) - before) / MOVES - perMove
  expect(perAttack / perMove).toBeLessThan(WORTH)
}

/** What a server's metrics say now. */
async function metric(url: string, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  const text = await (await fetch(`${url}/metrics`, { headers })).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}
const processorSeconds = () => metric(server.url, 'process_cpu_seconds_total')

const guess = (code: string) => fetch(`${server.url}/api/invitations/${code}`)
const randomCode = () => String(Math.floor(Math.random() * 1e8)).padStart(8, '0')

describe('messages', () => {
  const nested = `${'['.repeat(4_000)}${']'.repeat(4_000)}`
  const nestedMove = `{"type":"move","id":"move-0001","version":1,"command":${'{"a":'.repeat(1_300)}1${'}'.repeat(1_300)}}`

  it('that are oversized end their socket before they are read, and nobody else’s', () =>
    whileOthersPlay(async () => {
      const socket = await SeatSocket.open(server.url)
      socket.socket.send('x'.repeat(1_000_000))
      expect(await socket.closed()).toBe(1009)
    }))

  it.each([
    ['malformed', '{"type":"move","id":"move-0001","version":-1,"command":{}}', 'not-a-message'],
    ['not JSON', '{"type":', 'not-json'],
    ['deeply nested', nested, 'not-a-message'],
    ['deeply nested within a move', nestedMove, 'not-a-message'],
    ['poisonous to prototypes', '{"__proto__":{"type":"join"},"constructor":{"prototype":{"x":1}}}', 'not-a-message'],
    ['of numbers beyond all bounds', '{"type":"move","id":"move-0001","version":1e999,"command":{}}', 'not-a-message'],
    ['binary', Buffer.alloc(8_000, 7), 'not-json'],
  ] as const)('that are %s are answered with what is wrong', (_name, message, code) =>
    whileOthersPlay(async () => {
      const socket = await SeatSocket.open(server.url)
      for (let n = 0; n < 20; n++) socket.socket.send(message)
      await socket.until(() => socket.messages.length >= 20)
      expect(socket.messages).toEqual(
        Array.from({ length: 20 }, () => expect.objectContaining({ type: 'error', code })),
      )
      socket.close()
    }),
  )

  it('that come too fast are refused, then their socket is closed', () =>
    whileOthersPlay(async () => {
      const began = performance.now()
      const socket = await SeatSocket.open(server.url)
      for (let n = 0; n < 2_000; n++) socket.socket.send('{"type":"jump"}')
      expect(await socket.closed()).toBe(1008)
      // forty at once and twenty in each second that it took, a hundred refused, and the one at which it ends
      expect(socket.messages.length).toBeLessThanOrEqual(141 + (20 * (performance.now() - began)) / 1_000)
      expect(socket.messages.at(-1)).toMatchObject({ type: 'error', code: 'too-many' })
    }))
})

it('pings without end are not answered without end', () =>
  whileOthersPlay(async () => {
    const began = performance.now()
    const socket = await SeatSocket.open(server.url)
    let pongs = 0
    socket.socket.on('pong', () => {
      pongs += 1
    })
    for (let n = 0; n < 2_000; n++) socket.socket.ping('x'.repeat(125))
    expect(await socket.closed()).toBe(1008)
    expect(pongs).toBeLessThanOrEqual(41 + (20 * (performance.now() - began)) / 1_000)
  }))

/** Moves of the other end are called so. */
const OF_THE_PEER = 'of-the-peer-'

describe('a seat', () => {
  let pair: Pair
  beforeEach(async () => {
    pair = await seatPair(server.url)
  })

  const tryJoin = async (session: string, token: string) => {
    const socket = await SeatSocket.open(server.url)
    socket.send({ type: 'join', session, token, since: 0 })
    const { code } = await socket.next('error')
    expect(await socket.closed()).toBe(1008)
    expect(socket.messages).toHaveLength(1)
    return code
  }

  it('is not for a forged token, another session’s, the stored hash, nor for nothing', async () => {
    const other = await seatPair(server.url)
    const { token } = pair.seats.client
    await whileOthersPlay(async () => {
      expect(await tryJoin(pair.session, 'A'.repeat(22))).toBe('wrong-token')
      expect(await tryJoin(pair.session, other.seats.client.token)).toBe('wrong-token')
      expect(await tryJoin(pair.session, hashToken(token).slice(0, 22))).toBe('wrong-token')
      expect(await tryJoin('A'.repeat(22), token)).toBe('unknown-session')
    })
  })

  it('whose token was stolen shows its own end and no more, and its holder sees each move that the thief makes', async () => {
    const { client: owner, server: peer } = await joinPair(server.url, pair)
    const thief = await SeatSocket.joined(server.url, pair.seats.client)
    const syn = { flags: SYN, seq: owner.view?.end.isn ?? 0, ack: 0, length: 0 }
    expect((await thief.sendSegment(syn)).type).toBe('accepted')
    await owner.until(() => owner.view?.events.at(-1)?.type === 'segment-sent')
    await peer.until(() => peer.view?.events.at(-1)?.type === 'segment-arrived')
    // all that the other end does, a mistake and a hint too: whatever is stored of it bears the move's name
    const secretly = async (name: string, command: Command) =>
      (await peer.move(command, { id: `${OF_THE_PEER}${name}` })).type
    const wrong = { flags: FIN | ACK, seq: 1, ack: 1, length: 0 }
    expect(await secretly('mistake', { type: 'send-segment', segment: wrong })).toBe('violation')
    expect(await secretly('hint', { type: 'take-hint' })).toBe('accepted')
    if (!peer.due) throw new Error('SYN,ACK is due')
    expect(await secretly('answer', { type: 'send-segment', segment: peer.due })).toBe('accepted')
    // the answer has arrived: what was hidden before it would have come before it
    await thief.until(() => thief.view?.events.at(-1)?.type === 'segment-arrived')
    const told = thief.raw.join()
    for (const hidden of [OF_THE_PEER, '"role":"server","segment"', '"arrivals"', '"sent"', '"seed"', '"ends":'])
      expect(told).not.toContain(hidden)
    // what the token opens is its seat: neither the log while it is played, nor the other's
    const events = await fetch(`${server.url}/api/sessions/${pair.session}/events`)
    expect(events.status).toBe(409)
    for (const socket of [owner, peer, thief]) socket.close()
  })

  it('has four sockets at most', async () => {
    const { client } = pair.seats
    const sockets = await Promise.all(Array.from({ length: 4 }, () => SeatSocket.joined(server.url, client)))
    const one = await SeatSocket.open(server.url)
    one.send({ type: 'join', session: client.session, token: client.token, since: 0 })
    expect(await one.next('error')).toMatchObject({ code: 'too-many' })
    expect(await one.closed()).toBe(1013)
    for (const socket of sockets) socket.close()
    await expect
      .poll(() =>
        SeatSocket.joined(server.url, client).then(
          (fits) => {
            fits.close()
            return true
          },
          () => false,
        ),
      )
      .toBe(true)
  })

  it('makes a replayed move once: on the same socket and on another; without a seat it is nothing', async () => {
    const { client, server: peer } = await joinPair(server.url, pair)
    const version = client.view?.version ?? 0
    const segment = { flags: SYN, seq: client.view?.end.isn ?? 0, ack: 0, length: 0 }
    const recorded = JSON.stringify({
      type: 'move',
      id: 'recorded-move',
      version,
      command: { type: 'send-segment', segment },
    })
    client.socket.send(recorded)
    const { version: made } = await client.next('accepted')
    for (let n = 0; n < 5; n++) client.socket.send(recorded)
    const again = await SeatSocket.joined(server.url, pair.seats.client)
    again.socket.send(recorded)
    expect(await again.next('accepted')).toMatchObject({ id: 'recorded-move', version: made })
    await client.until(() => client.messages.filter(({ type }) => type === 'accepted').length === 6)
    expect(client.messages.filter(({ type }) => type === 'accepted')).toEqual(
      Array.from({ length: 6 }, () => expect.objectContaining({ version: made })),
    )
    expect(again.view?.events.filter(({ type }) => type === 'segment-sent')).toHaveLength(1)
    const stranger = await SeatSocket.open(server.url)
    stranger.socket.send(recorded)
    expect(await stranger.next('error')).toMatchObject({ code: 'join-first', id: 'recorded-move' })
    for (const socket of [client, peer, again, stranger]) socket.close()
  })
})

it('another origin’s page gets no socket', () =>
  whileOthersPlay(async () => {
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { origin: 'https://evil.example' })
      socket.once('unexpected-response', (_request, response) => {
        response.destroy()
        resolve(response.statusCode)
      })
      socket.once('open', () => resolve(101))
      socket.on('error', () => {})
    })
    expect(status).toBe(403)
  }))

it('a subscriber that never reads is let go, and its partner plays on', async () => {
  // in this process, whose standstills are the server's too: nobody but the deaf one is silent
  const own = await startServer({ env: { metricsToken: METRICS_TOKEN }, rhythm: { interval: 500, silence: 5_000 } })
  const pair = await seatPair(own.url)
  const { client, server: deaf } = await joinPair(own.url, pair)
  const from = client.messages.length
  deaf.socket.pause()
  const gone = () =>
    client.messages.slice(from).some((message) => message.type === 'presence' && !message.presence.server.connected)
  do {
    const answer = await client.move({ type: 'take-hint' })
    expect(answer.type).not.toBe('error')
    await Promise.race([client.until(gone), pause(60)])
  } while (!gone())
  // of its socket nothing is left here, though its own end has never heard of that
  await expect.poll(() => metric(own.url, 'woshou_open_sockets')).toBe(1)
  // who comes back has lost nothing
  const back = await SeatSocket.joined(own.url, pair.seats.server)
  await playToEnd({ client, server: back })
  for (const socket of [client, back, deaf]) socket.close()
  await own.close()
})

describe('a code', () => {
  // last: this uses up what this address may guess

  it('is guessed some thirty times, then nothing more is said, not even of one that exists', async () => {
    const { code } = await ask<TakenSeat & { code: string }>(server.url, '/api/sessions', {
      scenario: 'three-way-handshake',
      role: 'client',
      name: 'Mei',
    })
    const answers: number[] = []
    const began = performance.now()
    // until there are no guesses left, and some more
    while (answers.filter((status) => status === 429).length < 20) answers.push((await guess(randomCode())).status)
    const unknown = answers.filter((status) => status === 404).length
    expect(unknown).toBeGreaterThanOrEqual(30)
    // and one more in two seconds
    expect(unknown).toBeLessThanOrEqual(31 + (performance.now() - began) / 2_000)
    expect(new Set(answers)).toEqual(new Set([404, 429]))
    // a wrong one first, which uses up the guess that time may have brought
    const afterWrong = async () => {
      await guess(randomCode())
      const { headers, status } = await guess(code)
      return { status, retryAfter: Number(headers.get('retry-after')) > 0 }
    }
    await expect.poll(afterWrong).toEqual({ status: 429, retryAfter: true })
    // at one guess in two seconds: 10^8 codes, a thousand of them waiting, are 27 hours for one hit
    await whileOthersPlay(() => guess(randomCode()))
  })
})
