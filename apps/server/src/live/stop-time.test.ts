import { SCENARIOS } from '@woshou/session/scenarios'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MemoryLog } from '../storage/memory/memory-log.ts'
import { hostOf, liveSessions } from '../testing/live-sessions.ts'
import { LocalBus } from './bus.ts'
import { openSession } from './open-session.ts'
import type { Registry } from './registry.ts'

const TEN_MINUTES = 600_000
const HOUR = 3_600_000

let memory: MemoryLog

/** One server; several share what is stored, and the bus if they are given one. */
const server = (bus = new LocalBus()) => liveSessions({ log: memory, bus })

/** Two sit, and the client's SYN has been on its way for 500 of its 1,500 ms. */
async function underWay(registry: Registry) {
  const scenario = SCENARIOS.find(({ id }) => id === 'three-way-handshake')
  if (!scenario) throw new Error('no such scenario')
  const opening = {
    scenario,
    level: 'coached',
    pace: 1,
    role: 'client',
    name: 'Mei',
    network: false,
    predecessor: null,
  } as const
  const opened = await openSession(memory, opening, Date.now())
  const id = opened?.session ?? ''
  const host = await hostOf(registry, id)
  await host.takeSeat(null, 'Jonas', 'hash')
  const segment = { flags: 2, seq: host.session.ends.client.isn, ack: 0, length: 0 }
  await host.move('client', {
    id: 'move-0001',
    version: host.newestOf('client'),
    command: { type: 'send-segment', segment },
  })
  await vi.advanceTimersByTimeAsync(500)
  return { id, host }
}

const typesOf = async (id: string) => (await memory.read(id)).map(({ type }) => type)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  memory = new MemoryLog()
})
afterEach(() => {
  vi.useRealTimers()
})

it('keeps back for ten minutes what was on its way, and lets it arrive when it has travelled on', async () => {
  const { id, host } = await underWay(server())
  await host.stopTime()
  expect(host.playTime).toBe(500)
  await vi.advanceTimersByTimeAsync(TEN_MINUTES)
  expect(host.playTime).toBe(500)
  expect(await typesOf(id)).not.toContain('segment-arrived')
  await host.letTimeGoOn()
  await vi.advanceTimersByTimeAsync(999)
  expect(await typesOf(id)).not.toContain('segment-arrived')
  await vi.advanceTimersByTimeAsync(1)
  expect((await memory.read(id)).at(-1)).toMatchObject({ type: 'segment-arrived', at: 1_500 })
})

it('tells a page that comes new or again in the middle that time stands still', async () => {
  const { host } = await underWay(server())
  await host.stopTime()
  await vi.advanceTimersByTimeAsync(TEN_MINUTES)
  const texts: string[] = []
  host.join({ role: 'client', send: (text) => void texts.push(text) }, 0)
  const [welcome, events] = texts.map((text) => JSON.parse(text))
  expect(welcome).toMatchObject({ type: 'welcome', now: 500 })
  expect(events.events.at(-1)).toMatchObject({ type: 'time-stopped' })
})

it('leaves the gap out on a server that loads the session meanwhile, and on one that does so afterwards', async () => {
  const bus = new LocalBus()
  const { id, host } = await underWay(server(bus))
  await host.stopTime()
  await vi.advanceTimersByTimeAsync(TEN_MINUTES)
  const meanwhile = await hostOf(server(bus), id)
  expect(meanwhile.playTime).toBe(500)
  await vi.advanceTimersByTimeAsync(TEN_MINUTES)
  expect(meanwhile.playTime).toBe(500)
  await meanwhile.letTimeGoOn()
  await vi.advanceTimersByTimeAsync(300)
  expect([host.playTime, meanwhile.playTime]).toEqual([800, 800])
  // after a restart, and where nothing was heard
  expect((await hostOf(server(), id)).playTime).toBe(800)
})

it('leaves it out where stopping and going on were heard of together', async () => {
  const { id, host } = await underWay(server())
  const deaf = await hostOf(server(), id)
  await host.stopTime()
  await vi.advanceTimersByTimeAsync(200)
  const { version } = host.session
  await host.letTimeGoOn()
  deaf.hearOf(version + 1)
  await deaf.present()
  expect(deaf.playTime).toBe(500)
  await vi.advanceTimersByTimeAsync(100)
  expect([host.playTime, deaf.playTime]).toEqual([600, 600])
})

it('stops once, however many servers ask for it at the same time', async () => {
  const bus = new LocalBus()
  const { id, host } = await underWay(server(bus))
  const other = await hostOf(server(bus), id)
  await Promise.all([host.stopTime(), other.stopTime(), host.stopTime()])
  await Promise.all([other.letTimeGoOn(), host.letTimeGoOn()])
  const types = await typesOf(id)
  for (const type of ['time-stopped', 'time-went-on']) expect(types.filter((one) => one === type)).toHaveLength(1)
})

it('ends a session that stands still and to which nobody comes back, by the clock', async () => {
  const { host } = await underWay(server())
  await host.stopTime()
  await vi.advanceTimersByTimeAsync(11 * HOUR)
  expect(await host.endAbandoned(12 * HOUR)).toBe(false)
  await vi.advanceTimersByTimeAsync(HOUR)
  expect(await host.endAbandoned(12 * HOUR)).toBe(true)
  expect(host.session.ended).toMatchObject({ reason: 'abandoned' })
})
