import { RULES_VERSION, type SessionEvent, see } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AbandonedSessions } from '../abandoned.ts'
import type { Services } from '../services.ts'
import { MemoryLog } from '../storage/memory/memory-log.ts'
import { Air, AirBus } from '../testing/air.ts'
import { hostOf, liveSessions } from '../testing/live-sessions.ts'
import { LocalBus } from './bus.ts'
import { openSession } from './open-session.ts'
import { Registry } from './registry.ts'
import type { SessionHost } from './session-host.ts'
import { Sweep } from './sweep.ts'

let memory: MemoryLog
let air: Air
let appends: number

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  memory = new MemoryLog()
  air = new Air()
  appends = 0
})
afterEach(() => {
  vi.useRealTimers()
})

/** One of the servers that share the log. */
function server(name: string) {
  const bus = new AirBus(name, air)
  const log: MemoryLog = Object.assign(Object.create(memory), {
    append: (appendix: Parameters<MemoryLog['append']>[0]) => {
      appends += 1
      return memory.append(appendix)
    },
    read: memory.read.bind(memory),
    newest: memory.newest.bind(memory),
  })
  return { bus, registry: liveSessions({ log, bus }) }
}

/** A session with both seats taken. */
async function seated(): Promise<string> {
  const scenario = SCENARIOS.find(({ id }) => id === 'three-way-handshake')
  if (!scenario) throw new Error('no scenario')
  const about = { scenario, level: 'coached', pace: 1, network: false, predecessor: null } as const
  const opened = await openSession(memory, { ...about, role: 'client', name: 'Mei' }, Date.now())
  const alone = liveSessions({ log: memory, bus: new LocalBus() })
  await alone.using(opened?.session ?? '', async (host) => host?.takeSeat(null, 'Jonas', 'hash'))
  await alone.close()
  return opened?.session ?? ''
}

const syn = (host: SessionHost) =>
  host.move('client', {
    id: 'the-syn-1',
    version: host.newestOf('client'),
    command: { type: 'send-segment', segment: { flags: 2, seq: host.session.ends.client.isn, ack: 0, length: 0 } },
  })

const arrivals = async (id: string) => (await memory.read(id)).filter(({ type }) => type === 'segment-arrived')

/** A seat's socket, and the presence that it has been told last. */
function sit(host: SessionHost, role: 'client' | 'server') {
  const told: { type: string; presence?: Record<string, { connected: boolean }> }[] = []
  const listener = { role, send: (text: string) => void told.push(JSON.parse(text)) }
  host.join(listener, 0)
  return { listener, told, presence: () => told.findLast(({ presence }) => presence !== undefined)?.presence }
}

describe('what time brings about', () => {
  it('happens once, by the server that stored the newest event; the others do not even try', async () => {
    const id = await seated()
    const hosts = await Promise.all(['a', 'b', 'c'].map((name) => hostOf(server(name).registry, id)))
    await vi.advanceTimersByTimeAsync(100)
    await syn(hosts[1] as SessionHost)
    expect(appends).toBe(1)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await arrivals(id)).toHaveLength(1)
    expect(appends).toBe(2)
    expect(new Set(hosts.map(({ session }) => session.version)).size).toBe(1)
  })

  it('happens once though no server hears of another', async () => {
    const id = await seated()
    air.losing = true
    const hosts = await Promise.all(['a', 'b', 'c'].map((name) => hostOf(server(name).registry, id)))
    await syn(hosts[0] as SessionHost)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await arrivals(id)).toHaveLength(1)
    expect(new Set(hosts.map(({ session }) => session.version)).size).toBe(1)
  })

  it('happens a moment later when the server that would have seen to it is gone', async () => {
    const id = await seated()
    const [dying, other] = [server('dying'), server('other')]
    const [first, second] = [await hostOf(dying.registry, id), await hostOf(other.registry, id)]
    await vi.advanceTimersByTimeAsync(100)
    await syn(first)
    await vi.advanceTimersByTimeAsync(100)
    await dying.registry.close()
    await vi.advanceTimersByTimeAsync(1_800)
    expect(await arrivals(id)).toHaveLength(1)
    expect(second.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
  })

  it('happens though no server holds the session: a sweep takes it up, once', async () => {
    const id = await seated()
    const dying = server('dying')
    await syn(await hostOf(dying.registry, id))
    await dying.registry.close()
    const { registry } = server('other')
    const report = (error: unknown) => expect.fail(String(error))
    const sweep = new Sweep({ directory: memory, log: memory, registry, clock: Date.now, report })
    expect(await sweep.run(30_000)).toBe(0)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await sweep.run(30_000)).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await arrivals(id)).toHaveLength(1)
    // from here on it waits for people: it is looked at once more, and let be
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await sweep.run(30_000)).toBe(1)
    expect(await sweep.run(30_000)).toBe(0)
    expect(registry.size).toBe(0)
  })

  it('is left to a newer server where the session was begun by newer rules', async () => {
    const read = memory.read.bind(memory)
    const newer = (events: readonly SessionEvent[]) =>
      events.map((event) => ({ ...event, ...('rulesVersion' in event && { rulesVersion: RULES_VERSION + 1 }) }))
    // more than the failures after which a sweep gives up
    const ids = await Promise.all(Array.from({ length: 12 }, () => seated()))
    const reading = vi.spyOn(memory, 'read').mockImplementation(async (...of) => newer(await read(...of)))
    const { registry } = server('older')
    await vi.advanceTimersByTimeAsync(30_000)
    const report = (error: unknown) => expect.fail(String(error))
    const sweep = new Sweep({ directory: memory, log: memory, registry, clock: Date.now, report })
    expect(await sweep.run(30_000)).toBe(0)
    expect(await registry.hold(ids[0] ?? '')).toMatchObject({
      notNow: 'newer-rules',
      detail: expect.stringContaining('newer rules'),
    })
    expect(registry.size).toBe(0)
    const services = { storage: { directory: memory, log: memory }, registry, clock: Date.now } as unknown as Services
    const abandoned = new AbandonedSessions(0, services)
    expect([await abandoned.end(), await abandoned.end()]).toEqual([0, 0])
    reading.mockRestore()
  })

  it('happens though another session of the sweep can’t be read', async () => {
    const dying = server('dying')
    const older = await seated()
    await syn(await hostOf(dying.registry, older))
    await vi.advanceTimersByTimeAsync(1)
    const broken = await seated()
    await dying.registry.close()
    const { registry } = server('other')
    const failing = vi.spyOn(registry, 'hold').mockImplementation(async (id) => {
      if (id === broken) throw new Error('unreadable')
      return Registry.prototype.hold.call(registry, id)
    })
    const reports: string[] = []
    const report = (error: unknown) => reports.push(String(error))
    const sweep = new Sweep({ directory: memory, log: memory, registry, clock: Date.now, report })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await sweep.run(30_000)).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await arrivals(older)).toHaveLength(1)
    expect(reports).toEqual(['Error: unreadable'])
    failing.mockRestore()
  })
})

describe('a server that misses a note', () => {
  it('reads the log when the next one shows a gap', async () => {
    const id = await seated()
    const [first, second] = [await hostOf(server('a').registry, id), await hostOf(server('b').registry, id)]
    await vi.advanceTimersByTimeAsync(100)
    const { told } = sit(second, 'client')
    air.losing = true
    await syn(first)
    expect(second.session.version).toBe(first.session.version - 1)
    air.losing = false
    await first.move('client', { id: 'leaving-1', version: 0, command: { type: 'leave' } })
    await vi.advanceTimersByTimeAsync(1)
    expect(second.session.version).toBe(first.session.version)
    const events = told.flatMap((message) => ('events' in message ? (message.events as object[]) : []))
    expect(events).toEqual((await memory.read(id)).flatMap((event) => see(event, 'client') ?? []))
  })

  it('asks the log within 5 s though no other note comes', async () => {
    const id = await seated()
    const [first, second] = [await hostOf(server('a').registry, id), await hostOf(server('b').registry, id)]
    await vi.advanceTimersByTimeAsync(100)
    air.losing = true
    await first.move('client', { id: 'leaving-1', version: 0, command: { type: 'leave' } })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(second.session.ended).not.toBeNull()
  })

  it('asks the log every second while the bus is lost', async () => {
    const id = await seated()
    const [one, other] = [server('a'), server('b')]
    const [first, second] = [await hostOf(one.registry, id), await hostOf(other.registry, id)]
    await vi.advanceTimersByTimeAsync(100)
    other.bus.state = 'lost'
    // the question that was already set for then
    await vi.advanceTimersByTimeAsync(5_000)
    air.losing = true
    await first.move('client', { id: 'leaving-1', version: 0, command: { type: 'leave' } })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(second.session.ended).not.toBeNull()
  })

  it('asks the log at once when it hears again', async () => {
    const id = await seated()
    const [one, other] = [server('a'), server('b')]
    const [first, second] = [await hostOf(one.registry, id), await hostOf(other.registry, id)]
    await vi.advanceTimersByTimeAsync(100)
    air.losing = true
    await first.move('client', { id: 'leaving-1', version: 0, command: { type: 'leave' } })
    air.losing = false
    other.bus.tell({ type: 'hearing' })
    await vi.advanceTimersByTimeAsync(50)
    expect(second.session.ended).not.toBeNull()
  })
})

describe('presence', () => {
  it('is of any server: each is told by those that come, go and ask', async () => {
    const id = await seated()
    const first = await hostOf(server('a').registry, id)
    sit(first, 'client')
    const other = server('b')
    const second = await hostOf(other.registry, id)
    await vi.advanceTimersByTimeAsync(10)
    const there = sit(second, 'server')
    expect(there.presence()).toMatchObject({ client: { connected: true }, server: { connected: true } })
    const third = await hostOf(server('c').registry, id)
    await vi.advanceTimersByTimeAsync(10)
    expect(sit(third, 'client').presence()).toMatchObject({ server: { connected: true } })
    second.leave(there.listener, true)
    await vi.advanceTimersByTimeAsync(10)
    expect(sit(third, 'client').presence()).toMatchObject({ server: { connected: false } })
  })

  it('of a server that is gone ends; a server that is asked says it again', async () => {
    const id = await seated()
    const [one, other] = [server('a'), server('b')]
    sit(await hostOf(one.registry, id), 'client')
    const { presence } = sit(await hostOf(other.registry, id), 'server')
    await vi.advanceTimersByTimeAsync(10)
    expect(presence()).toMatchObject({ client: { connected: true } })
    other.bus.tell({ type: 'server-gone', server: 'a' })
    expect(presence()).toMatchObject({ client: { connected: false } })
    one.bus.tell({ type: 'presence-wanted' })
    await vi.advanceTimersByTimeAsync(10)
    expect(presence()).toMatchObject({ client: { connected: true } })
  })

  it('of a seat whose page reloads at the same server ends nowhere, and the host waits for it', async () => {
    const id = await seated()
    const [one, other] = [server('a'), server('b')]
    const first = await hostOf(one.registry, id)
    const { listener } = sit(first, 'client')
    const { told } = sit(await hostOf(other.registry, id), 'server')
    await vi.advanceTimersByTimeAsync(10)
    first.leave(listener, false)
    one.registry.release(first)
    expect(one.registry.size).toBe(1)
    const before = told.length
    await vi.advanceTimersByTimeAsync(1_400)
    expect(await hostOf(one.registry, id)).toBe(first)
    const again = sit(first, 'client')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(told.slice(before)).toEqual([])
    first.leave(again.listener, false)
    one.registry.release(first)
    await vi.advanceTimersByTimeAsync(1_600)
    expect(told.at(-1)).toMatchObject({ presence: { client: { connected: false } } })
    expect(one.registry.size).toBe(0)
  })
})
