import { evolveTile, parseTile, type Tile, tileText, withPresence } from '@woshou/classroom'
import { moments } from '@woshou/session'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { Air } from '../../testing/air.ts'
import {
  Board,
  CLASS,
  joinSeat,
  passing,
  SaidRounds,
  send,
  sessionOfPair,
  storePair,
  tilingOn,
  tilingServer,
} from '../../testing/tiled-class.ts'
import { SessionHost } from '../session-host.ts'
import { ValkeyBus } from '../valkey-bus.ts'

let memory: MemoryLog
let air: Air
let rounds: SaidRounds

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  memory = new MemoryLog()
  air = new Air()
  rounds = new SaidRounds()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  for (const { failed } of servers.splice(0)) expect(failed).toEqual([])
})

const servers: ReturnType<typeof tilingServer>[] = []
function server(name: string) {
  const one = tilingServer(name, memory, air, rounds)
  servers.push(one)
  return one
}

const pass = passing

/** Stores the sessions of so many pairs, and says that they are the round. */
async function round(pairs: number, number = 1): Promise<void> {
  for (let pair = 1; pair <= pairs; pair++) await storePair(memory, pair, { round: number })
  rounds.say(number, pairs)
}

/** How a pair stands by its log. */
async function truth(pair: number, connected: { client: boolean; server: boolean }): Promise<string> {
  let tile: Tile | null = null
  for (const { event, session } of moments(await memory.read(sessionOfPair(pair))))
    tile = evolveTile(tile, [event], session)
  if (!tile) throw new Error('no such session')
  return tileText(withPresence(tile, connected))
}

const BOTH = { client: true, server: true }
const NOBODY = { client: false, server: false }

describe('of a class that nobody watches', () => {
  it('nothing is folded and nothing is said, whatever its pairs do', async () => {
    const follow = vi.spyOn(SessionHost.prototype, 'follow')
    const one = server('one')
    const published = vi.spyOn(one.bus, 'publish')
    await round(2)
    const { host, leave } = await joinSeat(one.registry, 1, 'client')
    await send(host, 'client', 'wrong')
    await send(host, 'client', 'right')
    await pass(5_000)
    leave()
    await pass(5_000)
    expect(follow).not.toHaveBeenCalled()
    expect(one.said).toBe(0)
    expect(published.mock.calls.filter(([, note]) => note.type.startsWith('tiles'))).toEqual([])
  })

  it('nothing is said any more once its boards are gone, nor when their server is, nor when it says nothing more', async () => {
    const one = server('one')
    await round(1)
    const { host } = await joinSeat(one.registry, 1, 'client')
    const boards = [new Board(one.tiles), new Board(one.tiles)]
    await pass(1_000)
    boards[0]?.leave()
    await send(host, 'client', 'wrong')
    await pass(1_000)
    expect(boards[1]?.byPair.get(1)?.tile).toBe(await truth(1, { client: true, server: false }))
    expect(host.followers).toBe(1)
    boards[1]?.leave()
    expect(host.followers).toBe(0)

    for (const how of ['gone', 'silent'] as const) {
      const other = server(how)
      const board = new Board(other.tiles)
      await pass(1_000)
      const { said } = one
      await send(host, 'client', 'wrong')
      await pass(1_000)
      expect(one.said, how).toBe(said + 1)
      if (how === 'gone') one.bus.tell({ type: 'server-gone', server: how })
      other.bus.state = 'lost'
      board.leave()
      await pass(how === 'gone' ? 0 : 16_000)
      await send(host, 'client', 'wrong')
      await pass(1_000)
      expect(one.said, how).toBe(said + 1)
    }
  })
})

describe('a board', () => {
  it('has every pair, and what a student does within a quarter of a second', async () => {
    const one = server('one')
    await round(3)
    const { host } = await joinSeat(one.registry, 1, 'client')
    await joinSeat(one.registry, 1, 'server')
    const board = new Board(one.tiles)
    await pass(1_000)
    expect([...board.byPair.keys()].sort()).toEqual([1, 2, 3])
    expect(board.byPair.get(1)).toMatchObject({ session: sessionOfPair(1), tile: await truth(1, BOTH) })
    expect(board.byPair.get(2)?.tile).toBe(await truth(2, NOBODY))
    await send(host, 'client', 'wrong')
    await pass(250)
    const news = board.news.at(-1)
    expect(news?.tiles.map(({ pair }) => pair)).toEqual([1])
    expect(news?.tiles[0]?.tile).toBe(await truth(1, BOTH))
    expect(parseTile(news?.tiles[0]?.tile ?? '')?.client.wrong).toBe(1)
    expect(news?.tiles[0]?.now).toBeGreaterThan(host.playTime - 250)
    // nothing has happened since, so nothing is said
    const count = board.news.length
    await pass(20_000)
    expect(board.news.length).toBe(count)
  })

  it('that comes later has all of it at once, and the session’s time of then', async () => {
    const one = server('one')
    await round(2)
    const { host } = await joinSeat(one.registry, 1, 'client')
    const first = new Board(one.tiles)
    await pass(60_000)
    const later = new Board(one.tiles)
    expect(later.news).toEqual([])
    await pass(0)
    expect([...later.byPair.values()].map(({ tile }) => tile)).toEqual(
      [...first.byPair.values()].sort((a, b) => a.pair - b.pair).map(({ tile }) => tile),
    )
    expect(later.byPair.get(1)?.now).toBe(host.playTime)
    expect(later.news).toHaveLength(1)
  })

  it('knows of a pair whose session is loaded after it came, and has a log longer than what a host keeps', async () => {
    const one = server('one')
    await round(2)
    const { host, leave } = await joinSeat(one.registry, 1, 'client')
    for (let n = 0; n < 150; n++) await send(host, 'client', 'wrong')
    leave()
    await pass(2_000)
    expect(one.registry.at(sessionOfPair(1))).toBeNull()
    const board = new Board(one.tiles)
    await pass(1_000)
    const away = board.byPair.get(1)?.tile
    expect(away).toBe(await truth(1, NOBODY))
    expect(parseTile(away ?? '')?.client).toMatchObject({ away: true, wrong: 150, again: 150 })
    const back = await joinSeat(one.registry, 1, 'client')
    expect(back.host.wholeLog).toBeNull()
    await send(back.host, 'client', 'wrong')
    await pass(1_000)
    expect(board.byPair.get(1)?.tile).toBe(await truth(1, { client: true, server: false }))
    await joinSeat(one.registry, 2, 'server')
    await pass(1_000)
    expect(board.byPair.get(2)?.tile).toBe(await truth(2, { client: false, server: true }))
  })

  it('has a pair whose log could not be read at first', async () => {
    const one = server('one')
    await round(1)
    const { host } = await joinSeat(one.registry, 1, 'client')
    for (let n = 0; n < 150; n++) await send(host, 'client', 'wrong')
    const lost = new Error('no storage')
    const read = vi.spyOn(memory, 'read').mockRejectedValue(lost)
    const board = new Board(one.tiles)
    await pass(1_000)
    expect(board.byPair.size).toBe(0)
    expect(one.failed).toContain(lost)
    read.mockRestore()
    await pass(5_000)
    expect(board.byPair.get(1)?.tile).toBe(await truth(1, { client: true, server: false }))
    one.failed.length = 0
  })

  it('hears of the pairs of another round, and no more of the one before', async () => {
    const one = server('one')
    await round(2)
    const { host } = await joinSeat(one.registry, 1, 'client')
    const board = new Board(one.tiles)
    await pass(1_000)
    await round(1, 2)
    await send(host, 'client', 'wrong')
    await pass(1_000)
    expect(board.news.at(-1)).toMatchObject({ round: 2, tiles: [{ pair: 1, session: sessionOfPair(1, 2) }] })
    expect(board.byPair.size).toBe(1)
    // a pair that begins late, whose session is there a moment after the class knows of it
    rounds.say(2, 2)
    await pass(2_000)
    await storePair(memory, 2, { round: 2 })
    await pass(5_000)
    expect([...board.byPair.keys()].sort()).toEqual([1, 2])
  })
})

describe('a board at another server', () => {
  it('has what is hosted elsewhere, with who is connected, and of a pair on two servers as one of both', async () => {
    const [a, b, c] = [server('a'), server('b'), server('c')]
    await round(2)
    const client = await joinSeat(a.registry, 1, 'client')
    await joinSeat(b.registry, 1, 'server')
    const board = new Board(c.tiles)
    await pass(1_000)
    expect(board.byPair.get(1)?.tile).toBe(await truth(1, BOTH))
    expect(board.byPair.get(2)?.tile).toBe(await truth(2, NOBODY))
    await send(client.host, 'client', 'right')
    await pass(1_000)
    expect(board.byPair.get(1)?.tile).toBe(await truth(1, BOTH))
    client.leave()
    await pass(1_000)
    expect(board.byPair.get(1)?.tile).toBe(await truth(1, { client: false, server: true }))
    // said by both, told once
    const versions = board.news.flatMap(({ tiles }) => tiles.map(({ pair, tile }) => `${pair} ${tile}`))
    expect(new Set(versions).size).toBe(versions.length)
  })

  it('does not take from a log, read late, what a host has said meanwhile', async () => {
    const [a, c] = [server('a'), server('c')]
    await round(1)
    await joinSeat(a.registry, 1, 'client')
    const hosted = await truth(1, { client: true, server: false })
    const stored = Promise.withResolvers<void>()
    const read = memory.read.bind(memory)
    const reading = vi.spyOn(memory, 'read').mockImplementation(async (...of) => {
      const log = await read(...of)
      await stored.promise
      return log
    })
    air.losing = true
    const board = new Board(c.tiles)
    await pass(1_000)
    expect(reading).toHaveBeenCalledOnce()
    air.losing = false
    await pass(5_000)
    expect(board.byPair.get(1)?.tile).toBe(hosted)
    stored.resolve()
    await pass(1_000)
    expect(board.byPair.get(1)?.tile).toBe(hosted)
  })

  it('is right within five seconds though every note is lost, and though a server is gone', async () => {
    const [a, c] = [server('a'), server('c')]
    await round(2)
    const { host } = await joinSeat(a.registry, 1, 'client')
    const board = new Board(c.tiles)
    await pass(1_000)
    air.losing = true
    await send(host, 'client', 'wrong')
    await pass(5_000)
    expect(parseTile(board.byPair.get(1)?.tile ?? '')).toMatchObject({ client: { wrong: 1 } })
    air.losing = false
    await send(host, 'client', 'wrong')
    await pass(1_000)
    expect(board.byPair.get(1)?.tile).toBe(await truth(1, { client: true, server: false }))
    // its sockets are dead with it
    a.bus.state = 'lost'
    a.tiles.close()
    await a.registry.close()
    c.bus.tell({ type: 'server-gone', server: 'a' })
    await pass(1_000)
    expect(board.byPair.get(1)?.tile).toBe(await truth(1, NOBODY))
  })
})

it('five hundred pairs that all play cost a board at most five messages and 100 kB a second', async () => {
  const one = server('one')
  rounds.say(1, 500)
  await storePair(memory, 1)
  const text = await truth(1, BOTH)
  const board = new Board(one.tiles)
  const longest = (version: number) => text.replace(/^\[\d+/, `[${version}`).padEnd(219, ' ')
  await pass(1_000)
  // four times a second each pair has news
  const [began, seconds] = [board.news.length, 8]
  for (let version = 10; version < 10 + 4 * seconds; version++) {
    for (let pair = 1; pair <= 500; pair += 100) {
      const tiles = Array.from({ length: 100 }, (_, n) => [pair + n, 1_000, longest(version)] as const)
      one.bus.publish(`tiles:${CLASS}`, { type: 'tiles', round: 1, tiles })
    }
    await pass(250)
  }
  const since = board.news.slice(began)
  const bytes = since.reduce((sum, news) => sum + JSON.stringify(news).length, 0)
  expect(since.length / seconds).toBeLessThanOrEqual(5)
  expect(bytes / seconds).toBeLessThanOrEqual(100_000)
  expect(bytes / seconds).toBeGreaterThan(50_000)
  await pass(3_000)
  for (let pair = 1; pair <= 500; pair++)
    expect(parseTile(board.byPair.get(pair)?.tile ?? '')?.version, `pair ${pair}`).toBe(9 + 4 * seconds)
})

const valkeyUrl = inject('valkeyUrl')

it.skipIf(valkeyUrl === null)(
  'over Valkey a board has all pairs of a large class that another server hosts',
  async () => {
    vi.useRealTimers()
    const buses = [new ValkeyBus(valkeyUrl ?? ''), new ValkeyBus(valkeyUrl ?? '')] as const
    try {
      for (const bus of buses) await expect.poll(() => bus.state).toBe('connected')
      const [here, there] = [tilingOn(buses[0], memory, rounds), tilingOn(buses[1], memory, rounds)]
      // more than one note's
      const pairs = 130
      await round(pairs)
      for (let pair = 1; pair <= pairs; pair++) await joinSeat(here.registry, pair, 'client')
      const board = new Board(there.tiles)
      const connected = () => [...board.byPair.values()].filter(({ tile }) => parseTile(tile)?.client.away === false)
      // from a log nobody would know that they are connected
      await expect.poll(() => connected().length).toBe(pairs)
      board.leave()
      here.tiles.close()
      there.tiles.close()
      await here.registry.close()
    } finally {
      for (const bus of buses) await bus.close()
    }
  },
)
