import { parseTile, type Standing, standing, ThinkingTimes } from '@woshou/classroom'
import { ROLES, type Role } from '@woshou/session'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { Air } from '../../testing/air.ts'
import {
  Board,
  joinSeat,
  passing,
  SaidRounds,
  send,
  storePair,
  takeHints,
  tilingServer,
} from '../../testing/tiled-class.ts'
import type { SessionHost } from '../session-host.ts'

/** Of so many pairs one is looked at; the others wait for their clients, who are away. */
const PAIRS = 5

let memory: MemoryLog
let board: Board
let host: SessionHost
let seats: Record<Role, Awaited<ReturnType<typeof joinSeat>>>

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  memory = new MemoryLog()
  const air = new Air()
  const rounds = new SaidRounds()
  for (let pair = 1; pair <= PAIRS; pair++) await storePair(memory, pair)
  rounds.say(1, PAIRS)
  const [here, there] = [tilingServer('here', memory, air, rounds), tilingServer('there', memory, air, rounds)]
  // the board at another server than the students
  board = new Board(there.tiles)
  seats = { client: await joinSeat(here.registry, 1, 'client'), server: await joinSeat(here.registry, 1, 'server') }
  host = seats.client.host
  await passing(1_000)
})
afterEach(() => {
  vi.useRealTimers()
})

/** How every seat of the class stands, as a board reckons it from what it has been told. */
function standings(): ReadonlyMap<string, Standing> {
  const times = new ThinkingTimes()
  const tiles = new Map([...board.byPair].map(([pair, told]) => [pair, { ...told, parsed: parseTile(told.tile) }]))
  for (const [pair, { parsed }] of tiles) if (parsed) times.take(pair, parsed)
  const nowOf = (pair: number) => board.nowOf(pair)
  const all = new Map<string, Standing>()
  for (const [pair, { parsed }] of tiles)
    for (const role of ROLES)
      if (parsed)
        all.set(
          `${pair}/${role}`,
          standing(parsed, role, nowOf(pair), () => times.median(pair, role, nowOf)),
        )
  return all
}
const stuck = () => [...standings()].filter(([, { kind }]) => kind === 'stuck')

describe('within two seconds a board leads with a seat', () => {
  it('that has broken the same rule three times', async () => {
    await send(host, 'client', 'wrong')
    await send(host, 'client', 'wrong')
    await passing(2_000)
    expect(stuck()).toEqual([])
    await send(host, 'client', 'wrong')
    await passing(2_000)
    expect(stuck()).toMatchObject([['1/client', { causes: [{ cause: 'same-rule', times: 3 }] }]])
    await send(host, 'client', 'right')
    await passing(2_000)
    expect(stuck()).toEqual([])
  })

  it('that has been told the answer for the second time', async () => {
    await takeHints(host, 'client')
    await passing(2_000)
    expect(stuck()).toEqual([])
    await send(host, 'client', 'right')
    await passing(5_000)
    await send(host, 'server', 'right')
    await passing(5_000)
    await takeHints(host, 'client')
    await passing(2_000)
    expect(stuck()).toMatchObject([['1/client', { causes: [{ cause: 'answers', times: 2 }] }]])
  })

  it('that takes ninety seconds, and not for the time in which time stood still', async () => {
    await passing(40_000)
    await host.stopTime()
    await passing(600_000)
    expect(standings().get('1/client')).toEqual({ kind: 'paused' })
    await host.letTimeGoOn()
    await passing(45_000)
    expect(stuck()).toEqual([])
    await passing(7_000)
    expect(stuck()).toMatchObject([['1/client', { causes: [{ cause: 'long' }] }]])
  })
})

describe('never stuck is a seat', () => {
  it('that waits for its partner, who is thought to be', async () => {
    await passing(600_000)
    expect(standings().get('1/server')).toEqual({ kind: 'waiting', for: 'partner' })
    expect(stuck().map(([seat]) => seat)).toEqual(['1/client'])
  })

  it('that waits for the network', async () => {
    await send(host, 'client', 'right')
    for (let waited = 0; waited < 1_000; waited += 250) {
      await passing(250)
      expect(standings().get('1/client')).toEqual({ kind: 'waiting', for: 'network' })
      expect(standings().get('1/server')).toEqual({ kind: 'waiting', for: 'network' })
    }
  })

  it('whose student is away, though they were before they went', async () => {
    for (let n = 0; n < 3; n++) await send(host, 'client', 'wrong')
    await passing(2_000)
    expect(stuck()).toHaveLength(1)
    seats.client.leave()
    await passing(2_000)
    expect(standings().get('1/client')).toEqual({ kind: 'away' })
    expect(stuck()).toEqual([])
  })
})
