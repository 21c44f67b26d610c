import type { Seat, ServerMessage } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AbandonedSessions } from '../abandoned.ts'
import { MemoryLog } from '../storage/memory/memory-log.ts'
import { hostOf, liveSessions } from '../testing/live-sessions.ts'
import { type Bus, type BusNote, LocalBus, type Note } from './bus.ts'
import { openSession } from './open-session.ts'
import type { SessionHost } from './session-host.ts'

let memory: MemoryLog
const server = (bus: Bus, clock = Date.now) => liveSessions({ log: memory, bus, clock })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  memory = new MemoryLog()
})
afterEach(() => void vi.useRealTimers())

function listen(host: SessionHost, role: Seat) {
  const messages: ServerMessage[] = []
  const listener = { role, send: (text: string) => void messages.push(JSON.parse(text)), inDoubt: vi.fn() }
  host.join(listener, 0)
  return { messages, listener }
}

/** A session of Mei and Jonas at two servers, and Mei has sent her SYN. */
async function begun() {
  const bus = new LocalBus()
  const [here, elsewhere] = [server(bus), server(bus)]
  const scenario = SCENARIOS.find(({ id }) => id === 'three-way-handshake')
  if (!scenario) throw new Error('no scenario')
  const opening = { scenario, level: 'coached', pace: 1, role: 'client', name: 'Mei', network: true } as const
  const opened = await openSession(memory, { ...opening, predecessor: null }, Date.now())
  const id = opened?.session ?? ''
  const [host, other] = await Promise.all([hostOf(here, id), hostOf(elsewhere, id)])
  await host.takeSeat(null, 'Jonas', 'hash')
  const mei = listen(host, 'client')
  const jonas = listen(host, 'server')
  const { isn } = host.session.ends.client
  await host.move('client', {
    id: 'move-0001',
    version: host.newestOf('client'),
    command: { type: 'send-segment', segment: { flags: 2, seq: isn, ack: 0, length: 0 } },
  })
  return { id, host, other, mei, jonas, registry: here }
}

const typesOf = async (id: string) => (await memory.read(id)).map(({ type }) => type)

describe('a partner who vanished', () => {
  it('has 30 s to come back before the seat may be handed over', async () => {
    const { host, jonas, mei } = await begun()
    host.leave(jonas.listener, true)
    const presence = mei.messages.findLast((message) => message.type === 'presence')
    expect(presence).toMatchObject({ presence: { server: { connected: false, vacantIn: 30_000 } } })
    await vi.advanceTimersByTimeAsync(29_999)
    expect(await host.handToPartner('server')).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(host.mayHandOver('client')).toBe(false)
    expect(await host.handToPartner('server')).toBe(true)
  })

  it('is replaced by a correct TCP that moves once, whatever the number of servers', async () => {
    const { host, id, jonas, other } = await begun()
    host.leave(jonas.listener, true)
    await vi.advanceTimersByTimeAsync(30_000)
    await host.handToPartner('server')
    await vi.advanceTimersByTimeAsync(10_000)
    const sent = (await memory.read(id)).filter((event) => event.type === 'segment-sent')
    expect(sent.map(({ role }) => role)).toEqual(['client', 'server'])
    expect(sent[1]).toMatchObject({ violations: [] })
    expect(other.session).toEqual(host.session)
  })

  it('has the seat back by coming back, and the correct TCP moves no more', async () => {
    const { host, id, jonas } = await begun()
    host.leave(jonas.listener, true)
    await vi.advanceTimersByTimeAsync(30_000)
    await host.handToPartner('server')
    const back = listen(host, 'server')
    await vi.advanceTimersByTimeAsync(10_000)
    const handed = (await memory.read(id)).filter((event) => event.type === 'seat-handed-over')
    expect(handed.map(({ to, name }) => [to, name])).toEqual([
      ['partner', 'Jonas'],
      ['returned', 'Jonas'],
    ])
    expect(host.session.holders.server).toBe('student')
    expect((await typesOf(id)).filter((type) => type === 'segment-sent')).toHaveLength(1)
    expect(back.messages.findLast(({ type }) => type === 'events')).toMatchObject({
      events: [{ type: 'seat-taken', role: 'server', handed: 'returned' }],
    })
  })

  it('keeps the seat while connected to another server, whoever enters a code at one that has just loaded the session', async () => {
    const { id } = await begun()
    const bus = new LocalBus()
    const between = {
      server: 'fresh',
      state: 'connected',
      lag: 0,
      publish: (session: string, note: Note) => bus.publish(session, note),
      subscribe: (session: string, hear: (note: Note | BusNote) => void) => bus.subscribe(session, hear),
      close: async () => {},
    } as const
    const fresh = await hostOf(server(between), id)
    // the answer takes its time
    setTimeout(() => bus.publish(id, { type: 'presence', server: 'elsewhere', seats: ['server'], asks: false }), 200)
    const given = fresh.handToStudent('server', { name: 'Ada', tokenHash: 'hash of Ada' }, async () => true)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await given).toBe(false)
    bus.publish(id, { type: 'presence', server: 'elsewhere', seats: [], asks: false })
    expect(await fresh.handToStudent('server', { name: 'Ada', tokenHash: 'hash of Ada' }, async () => true)).toBe(true)
  })

  it('loses the seat to a newcomer, who gets it once; sockets of before are asked for their token', async () => {
    const { host, id, jonas, mei } = await begun()
    host.leave(jonas.listener, true)
    await vi.advanceTimersByTimeAsync(30_000)
    const stale = { role: 'server', send: () => {}, inDoubt: vi.fn() } as const
    let good = true
    const take = (name: string) =>
      host.handToStudent('server', { name, tokenHash: `hash of ${name}` }, async () => {
        const was = good
        good = false
        return was
      })
    const both = await Promise.all([take('Ada'), take('Bo')])
    expect(both).toEqual([true, false])
    expect(host.session.names.server).toBe('Ada')
    expect((await memory.read(id)).at(-1)).toMatchObject({ type: 'seat-handed-over', to: 'newcomer', name: 'Ada' })
    expect(mei.listener.inDoubt).not.toHaveBeenCalled()
    host.join(stale, 0)
    host.leave(stale, true)
    await vi.advanceTimersByTimeAsync(30_000)
    host.join(stale, 0)
    expect(await host.handToStudent('server', { name: 'Bo', tokenHash: 'x' }, async () => true)).toBe(false)
  })
})

/** Mei's partner Jonas has gone for long, and his seat is being given to Ada: what is stored of that takes its time. */
async function handingOver() {
  const all = await begun()
  const { host, jonas } = all
  host.leave(jonas.listener, true)
  await vi.advanceTimersByTimeAsync(30_000)
  const stored = Promise.withResolvers<void>()
  const append = memory.append.bind(memory)
  vi.spyOn(memory, 'append').mockImplementationOnce(async (appendix) => {
    await stored.promise
    return append(appendix)
  })
  const given = host.handToStudent('server', { name: 'Ada', tokenHash: 'hash of Ada' }, async () => true)
  // until it is the storage's turn
  await vi.advanceTimersByTimeAsync(0)
  return { ...all, given, stored: () => stored.resolve() }
}

describe('whoever comes back while the own seat is given away', () => {
  it('does nothing in the name of who has it now', async () => {
    const { given, host, id, stored } = await handingOver()
    const { listener } = listen(host, 'server')
    const version = host.newestOf('server')
    const moved = host.move('server', { id: 'move-0002', version, command: { type: 'leave' } })
    stored()
    expect(await given).toBe(true)
    expect(await moved).toBe('handed-over')
    expect(listener.inDoubt).toHaveBeenCalled()
    expect((await typesOf(id)).at(-1)).toBe('seat-handed-over')
    // who holds it now is known: what they ask is theirs
    expect(await host.move('server', { id: 'move-0003', version, command: { type: 'leave' } })).toMatchObject({
      answer: { type: 'accepted' },
    })
  })

  it('hands nobody else’s seat over either', async () => {
    const { given, host, id, mei, stored } = await handingOver()
    host.leave(mei.listener, true)
    listen(host, 'server')
    await vi.advanceTimersByTimeAsync(30_000)
    const handed = host.handToPartner('client')
    stored()
    expect(await given).toBe(true)
    expect(await handed).toBe('handed-over')
    expect((await typesOf(id)).filter((type) => type === 'seat-handed-over')).toHaveLength(1)
  })

  it('keeps it when they are back before the code has been looked at', async () => {
    const { host, jonas } = await begun()
    host.leave(jonas.listener, true)
    await vi.advanceTimersByTimeAsync(30_000)
    const offered = async () => {
      listen(host, 'server')
      return true
    }
    expect(await host.handToStudent('server', { name: 'Ada', tokenHash: 'hash of Ada' }, offered)).toBe(false)
  })
})

describe('a session that both have left', () => {
  it('ends by itself after idle hours, once, whatever the number of servers', async () => {
    const { host, id, jonas, mei, registry } = await begun()
    host.leave(jonas.listener, true)
    host.leave(mei.listener, true)
    await vi.advanceTimersByTimeAsync(3_600_000)
    const services = { storage: { log: memory, directory: memory }, registry, clock: Date.now } as never
    const [one, other] = [new AbandonedSessions(2, services), new AbandonedSessions(2, services)]
    await one.end()
    await one.end()
    expect(await typesOf(id)).not.toContain('session-ended')
    await vi.advanceTimersByTimeAsync(3_610_000)
    expect(await Promise.all([one.end(), other.end()])).toEqual([0, 0])
    expect((await Promise.all([one.end(), other.end()])).toSorted()).toEqual([0, 1])
    const ends = (await memory.read(id)).filter(({ type }) => type === 'session-ended')
    expect(ends).toMatchObject([{ reason: 'abandoned' }])
    expect((await memory.summaries([id]))[0]).toMatchObject({ reason: 'abandoned', code: null })
  })

  it('is not ended by a clock that is a day ahead as the server starts, when its students come back', async () => {
    const { id } = await begun()
    const clock = () => Date.now() + 24 * 3_600_000
    const registry = server(new LocalBus(), clock)
    const services = { storage: { log: memory, directory: memory }, registry, clock } as never
    const abandoned = new AbandonedSessions(2, services)
    expect(await abandoned.end()).toBe(0)
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    await registry.using(id, async (host) => {
      const segment = { flags: 2, seq: 0, ack: 0, length: 0 }
      await host?.move('client', { id: 'move-0002', version: 0, command: { type: 'send-segment', segment } })
    })
    await abandoned.end()
    expect(await typesOf(id)).not.toContain('session-ended')
  })
})
