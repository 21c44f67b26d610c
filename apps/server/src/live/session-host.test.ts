import { type Command, OwnCount, type Role, type Seat, type ServerMessage } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Appended } from '../storage/event-log.ts'
import { MemoryLog } from '../storage/memory/memory-log.ts'
import type { SessionAppendix, SessionLog } from '../storage/session-log.ts'
import { hostOf, liveSessions } from '../testing/live-sessions.ts'
import { LocalBus } from './bus.ts'
import { isNotNow } from './not-now.ts'
import { openSession } from './open-session.ts'
import type { Registry } from './registry.ts'
import type { Asked, SessionHost } from './session-host.ts'

/** A log whose next appends fail: before they are stored, or after. */
class FailingLog implements SessionLog {
  failures: ('before' | 'after')[] = []
  /** The types of the events of each append. */
  appended: string[][] = []
  readonly #log: SessionLog

  constructor(log: SessionLog) {
    this.#log = log
  }

  async append(appendix: SessionAppendix): Promise<Appended> {
    this.appended.push(appendix.events.map(({ type }) => type))
    const failure = this.failures.shift()
    if (failure === 'before') throw new Error('disk full')
    const appended = await this.#log.append(appendix)
    if (failure === 'after') throw new Error('connection lost')
    return appended
  }

  read(session: string, after?: number, most?: number) {
    return this.#log.read(session, after, most)
  }

  readText(session: string) {
    return this.#log.readText(session)
  }

  newest(sessions: readonly string[]) {
    return this.#log.newest(sessions)
  }
}

const memory = new MemoryLog()
const failing = new FailingLog(memory)
let reports: string[]
/** Milliseconds by which somebody has set the clock forward. */
let wallAhead = 0
let bus: LocalBus

/** One server; several share the storage and the bus. */
const server = (shared = bus) =>
  liveSessions({
    log: failing,
    bus: shared,
    clock: () => Date.now() + wallAhead,
    report: (_error, during) => reports.push(during),
  })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  reports = []
  wallAhead = 0
  failing.failures = []
  failing.appended = []
  bus = new LocalBus()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A session with both seats taken, at `registry`. */
async function seated(registry: Registry, scenarioId = 'three-way-handshake', pace = 1) {
  const scenario = SCENARIOS.find(({ id }) => id === scenarioId)
  if (!scenario) throw new Error(scenarioId)
  const opening = {
    scenario,
    level: 'coached',
    pace,
    role: 'client',
    name: 'Mei',
    network: true,
    predecessor: null,
  } as const
  const opened = await openSession(memory, opening, Date.now())
  const id = opened?.session ?? ''
  const host = await hostOf(registry, id)
  expect(await host.takeSeat(null, 'Jonas', 'hash')).toBe('server')
  return { id, host }
}

function listen(host: SessionHost, role: Seat, since = 0) {
  const messages: ServerMessage[] = []
  const listener = { role, send: (text: string) => void messages.push(JSON.parse(text)) }
  host.join(listener, since)
  return {
    messages,
    listener,
    of: (type: ServerMessage['type']) => messages.filter((message) => message.type === type),
  }
}

const SYN = 2

/** What a move's sender is told, or why nothing has become of it. */
async function moved(host: SessionHost, role: Seat, asked: Asked) {
  const answered = await host.move(role, asked)
  return answered === 'handed-over' || isNotNow(answered) ? answered : answered.answer
}
const syn = (host: SessionHost, id = 'move-0001') =>
  moved(host, 'client', {
    id,
    version: host.newestOf('client'),
    command: { type: 'send-segment', segment: { flags: SYN, seq: host.session.ends.client.isn, ack: 0, length: 0 } },
  })

describe('a session host', () => {
  it('answers a move after it is stored, and tells of it before it answers', async () => {
    const { id, host } = await seated(server())
    const { messages } = listen(host, 'client')
    const before = messages.length
    const answer = await syn(host)
    expect(answer).toMatchObject({ type: 'accepted', id: 'move-0001' })
    expect(messages.slice(before).map(({ type }) => type)).toEqual(['events'])
    expect((await memory.read(id)).some((event) => event.type === 'segment-sent')).toBe(true)
  })

  it('stores a move and what time has brought about by then at once', async () => {
    const { host } = await seated(server(), 'three-way-handshake', 0)
    failing.appended = []
    expect(await syn(host)).toMatchObject({ type: 'accepted' })
    expect(failing.appended).toEqual([['segment-sent', 'segment-arrived']])
    expect(host.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
  })

  it('makes a segment arrive when its time has come', async () => {
    const { host } = await seated(server())
    const { of } = listen(host, 'server')
    await syn(host)
    const before = of('events').length
    await vi.advanceTimersByTimeAsync(1_499)
    expect(of('events')).toHaveLength(before)
    await vi.advanceTimersByTimeAsync(1)
    expect(of('events').at(-1)).toMatchObject({ events: [{ type: 'segment-arrived', role: 'server' }] })
  })

  it('leaves its timer alone while what is due next does not come earlier', async () => {
    const { host } = await seated(server())
    await syn(host)
    // no spy: whatever restores all of them later would put this test's fake back
    const fake = globalThis.setTimeout
    const set = vi.fn(fake)
    globalThis.setTimeout = set as unknown as typeof setTimeout
    await host.present()
    await vi.advanceTimersByTimeAsync(1_000)
    await host.present()
    expect(set).not.toHaveBeenCalled()
    globalThis.setTimeout = fake
    await vi.advanceTimersByTimeAsync(500)
    expect(host.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
  })

  it('sets its timer anew for what comes earlier', async () => {
    const { host } = await seated(server())
    await syn(host)
    const { version } = host.session
    failing.failures = ['after']
    const command = { type: 'send-segment', segment: { flags: SYN, seq: 7, ack: 0, length: 0 } } as const
    const wrong = await moved(host, 'server', { id: 'wrong-001', version: 1_000, command })
    expect(wrong).toMatchObject({ notNow: 'storage-lost' })
    // the segment arrives after 1,500 ms; the log is read again after 1,000
    await vi.advanceTimersByTimeAsync(1_000)
    expect(host.session.version).toBe(version + 1)
  })

  it('sends a seat nothing on account of what it may not see', async () => {
    const { host } = await seated(server())
    const { messages } = listen(host, 'server')
    const before = messages.length
    await syn(host)
    expect(messages).toHaveLength(before)
    const client = listen(host, 'client')
    const told = client.messages.length
    await vi.advanceTimersByTimeAsync(1_500)
    expect(host.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
    expect(client.messages).toHaveLength(told)
  })

  it('encodes once for a seat, however many sockets it has', async () => {
    const { host } = await seated(server())
    const texts: string[][] = [[], []]
    for (const received of texts) host.join({ role: 'client', send: (text) => received.push(text) }, 0)
    await syn(host)
    expect(texts[0]?.at(-1)).toBe(texts[1]?.at(-1))
  })

  it('resumes: since v, everything after v; versions that the log lacks count as none', async () => {
    const { host } = await seated(server())
    await syn(host)
    const all = listen(host, 'client').of('events')[0] as Extract<ServerMessage, { type: 'events' }>
    expect(all.since).toBe(0)
    const [, second] = all.events
    const rest = listen(host, 'client', second?.version).of('events')[0]
    expect(rest).toEqual({ ...all, since: second?.version, events: all.events.slice(2) })
    expect(listen(host, 'client', all.version).of('events')[0]).toMatchObject({ since: all.version, events: [] })
    expect(listen(host, 'client', 999_999).of('events')[0]).toEqual(all)
  })

  it('carries out a move once, however often it is sent', async () => {
    const { id, host } = await seated(server())
    const [first, again] = await Promise.all([syn(host), syn(host)])
    expect(again).toEqual(first)
    expect((await memory.read(id)).filter(({ type }) => type === 'segment-sent')).toHaveLength(1)
  })

  it('refuses a move whose author has not seen what has arrived', async () => {
    const { host } = await seated(server())
    const version = host.newestOf('server')
    await syn(host)
    await vi.advanceTimersByTimeAsync(1_500)
    const answer = await moved(host, 'server', { id: 'move-0002', version, command: { type: 'take-hint' } })
    expect(answer).toMatchObject({ type: 'refusal', refusal: 'outdated-view', version: version + 1 })
    const again = { id: 'move-0003', version: version + 1, command: { type: 'take-hint' } } as const
    expect(await moved(host, 'server', again)).toMatchObject({ type: 'accepted', version: version + 2 })
  })

  it('sends the same bytes to a seat in two runs that differ only in what it may not see', async () => {
    type Hidden = (host: SessionHost, sent: number) => Promise<void>
    const runs: readonly Hidden[] = [
      async () => {},
      // the partner errs, and asks for the right value
      async (host) => {
        const wrong = { type: 'send-segment', segment: { flags: SYN, seq: 7, ack: 0, length: 0 } } as const
        const ask = (id: string, command: Command) => moved(host, 'server', { id, version: 1_000, command })
        expect(await ask('wrong-001', wrong)).toMatchObject({ type: 'violation' })
        expect(await ask('value-001', { type: 'reveal-value' })).toMatchObject({ type: 'accepted' })
        expect(await ask('wrong-002', wrong)).toMatchObject({ type: 'violation' })
      },
      // the segment is lost, and nobody has noticed yet
      async (host, sent) => {
        const lost = { id: 'drop-0001', version: 0, command: { type: 'interfere', sent, do: 'drop' } } as const
        expect(await moved(host, 'network', lost)).toMatchObject({ type: 'accepted' })
      },
    ]
    const received: string[][] = []
    for (const hidden of runs) {
      vi.setSystemTime(1_800_000_000_000)
      // its sequence numbers are pinned
      const { id, host } = await seated(server(), 'kernel-close-client-first')
      await host.takeSeat('network', 'Ada', 'ada')
      const texts: string[] = []
      const hear = (since: number) => host.join({ role: 'client', send: (text) => void texts.push(text) }, since)
      hear(0)
      texts.push(JSON.stringify(await syn(host)))
      await hidden(host, host.newestOf('network'))
      const version = host.newestOf('client')
      texts.push(
        JSON.stringify(await moved(host, 'client', { id: 'early-001', version: 1, command: { type: 'take-hint' } })),
      )
      hear(version)
      hear(0)
      texts.push(JSON.stringify(await moved(host, 'client', { id: 'leave-001', version, command: { type: 'leave' } })))
      expect((await memory.read(id)).at(-1)).toMatchObject({ type: 'session-ended' })
      received.push(texts)
    }
    const [first, ...others] = received
    for (const other of others) expect(other).toEqual(first)
  })

  it('lets a due arrival happen before it decides, though the timer is late', async () => {
    const { host } = await seated(server())
    const version = host.newestOf('server')
    await syn(host)
    vi.setSystemTime(Date.now() + 5_000)
    const answer = await moved(host, 'server', { id: 'move-0002', version, command: { type: 'take-hint' } })
    expect(answer).toMatchObject({ type: 'refusal', refusal: 'outdated-view' })
  })

  it.each([-30_000, 30_000])('has a segment arrive in time though the clock is set by %s ms', async (by) => {
    const { host } = await seated(server())
    await syn(host)
    const sent = host.playTime
    wallAhead = by
    const [flight] = host.session.inFlight
    const latency = (flight?.arrivals?.[0] ?? 0) - sent
    expect(latency).toBeGreaterThan(0)
    await vi.advanceTimersByTimeAsync(latency)
    await host.present()
    expect(host.playTime).toBe(sent + latency)
    expect(host.session.inFlight).toEqual([])
  })

  it('stores nothing and acknowledges nothing when the storage fails; sent again, the move is carried out', async () => {
    const { id, host } = await seated(server())
    failing.failures = ['before']
    expect(await syn(host)).toMatchObject({ notNow: 'storage-lost', cause: { message: 'disk full' } })
    expect(host.session.ends.client.tcb.state).toBe('CLOSED')
    expect(await syn(host)).toMatchObject({ type: 'accepted' })
    expect((await memory.read(id)).filter(({ type }) => type === 'segment-sent')).toHaveLength(1)
  })

  it('finds a move that was stored though its append failed, and does not carry it out twice', async () => {
    const { id, host } = await seated(server())
    const { of } = listen(host, 'client')
    failing.failures = ['after']
    expect(await syn(host)).toMatchObject({ notNow: 'storage-lost', cause: { message: 'connection lost' } })
    expect(await syn(host)).toMatchObject({ type: 'accepted' })
    expect((await memory.read(id)).filter(({ type }) => type === 'segment-sent')).toHaveLength(1)
    expect(of('events').at(-1)).toMatchObject({ events: [{ type: 'segment-sent' }] })
  })

  it('tries again what time brought about when the storage has failed', async () => {
    const { host } = await seated(server())
    await syn(host)
    failing.failures = ['before', 'before']
    await vi.advanceTimersByTimeAsync(1_500)
    expect(reports).toEqual(['elapse'])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(host.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
    expect(reports).toEqual(['elapse', 'elapse'])
  })

  it('ends when its session has been deleted, says so, and does not try again for ever', async () => {
    const registry = server()
    const { id, host } = await seated(registry)
    const { of, listener } = listen(host, 'client')
    await syn(host)
    while ((await memory.deleteOlder({ created: Date.now() + 1, stored: null }, 100)) > 0);
    await vi.advanceTimersByTimeAsync(60_000)
    // whoever runs the server has done it, or its time was over: nothing has failed
    expect(reports).toEqual([])
    expect(of('error')).toMatchObject([{ code: 'unknown-session' }])
    expect(await syn(host, 'move-0002')).toEqual({ notNow: 'gone' })
    host.leave(listener, true)
    registry.release(host)
    expect(registry.has(id)).toBe(false)
  })

  it('tells from the storage whoever lacks more than it keeps, and as much as if it kept all', async () => {
    const { id, host } = await seated(server())
    const wrong = { type: 'send-segment', segment: { flags: 16, seq: 7, ack: 0, length: 0 } } as const
    const mistake = (n: number) => moved(host, 'client', { id: `wrong-${n}-mistake`, version: 1_000, command: wrong })
    for (let n = 0; n < 300; n++) expect(await mistake(n)).toMatchObject({ type: 'violation' })
    const reads = vi.spyOn(memory, 'read')
    for (const since of [0, 1, 150, 250, 303]) {
      const texts: string[] = []
      const lacking = await host.prepare('client', since)
      if (isNotNow(lacking)) throw new Error(lacking.notNow)
      // somebody moves between the two
      await mistake(1_000 + since)
      expect(host.isReady(lacking)).toBe(true)
      host.join({ role: 'client', send: (text) => void texts.push(text) }, since, lacking)
      const [, events] = texts.map((text) => JSON.parse(text))
      const count = new OwnCount('client')
      const log = await memory.read(id)
      for (const event of log) count.take(event)
      const all = log.flatMap((event) => count.tell(event) ?? []).slice(since)
      expect(events).toMatchObject({ since, version: count.newest, events: all })
    }
    // three were far behind
    expect(reads.mock.calls.filter(([, , most]) => most !== undefined).length).toBeGreaterThanOrEqual(3)
    reads.mockClear()
    await host.prepare('client', host.newestOf('client') - 10)
    expect(reads).not.toHaveBeenCalled()
    reads.mockRejectedValueOnce(new Error('connection lost'))
    expect(await host.prepare('client', 0)).toMatchObject({ notNow: 'storage-lost' })
    reads.mockRestore()
  })

  it('says of a move how much of it has been stored, whatever the other end stores meanwhile', async () => {
    const { id, host } = await seated(server(), 'simultaneous-open')
    const before = host.session.version
    const command = (role: Role) =>
      ({
        type: 'send-segment',
        segment: { flags: SYN, seq: host.session.ends[role].isn, ack: 0, length: 0 },
      }) as const
    const both = await Promise.all(
      (['client', 'server'] as const).map((role) =>
        host.move(role, { id: `syn-of-${role}`, version: host.newestOf(role), command: command(role) }),
      ),
    )
    const sizes = both.map((one) => (one === 'handed-over' || isNotNow(one) ? 0 : one.stored))
    const log = (await memory.read(id)).filter(({ version }) => version > before)
    expect(Math.min(...sizes)).toBeGreaterThan(0)
    expect((sizes[0] ?? 0) + (sizes[1] ?? 0)).toBe(log.reduce((all, event) => all + JSON.stringify(event).length, 0))
  })

  it('lets the network see the wire and nothing of the ends, and interfere', async () => {
    const { host } = await seated(server())
    expect(await host.takeSeat('network', 'Ada', 'ada')).toBe('network')
    const { messages, of } = listen(host, 'network')
    expect(messages[0]).toMatchObject({ type: 'welcome', role: 'network', presence: { network: { taken: true } } })
    await syn(host)
    const sent = host.newestOf('network')
    const wire = messages.at(-1)
    expect(wire).toMatchObject({ type: 'events', events: [{ type: 'segment-sent', version: sent }] })
    const drop = { type: 'interfere', sent, do: 'drop' } as const
    expect(await moved(host, 'network', { id: 'drop-0001', version: 0, command: drop })).toMatchObject({
      type: 'accepted',
    })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(host.session.ends.server.tcb.state).toBe('LISTEN')
    expect(JSON.stringify(of('events'))).not.toMatch(/"isn"|"seed"|"remarks"|"ends"|"move":"move-/)
    const leave = await moved(host, 'network', { id: 'leave-001', version: 0, command: { type: 'leave' } })
    expect(leave).toMatchObject({ type: 'refusal', refusal: 'not-yours-to-do' })
  })

  it('gives a seat to one of two who want it', async () => {
    const scenario = SCENARIOS[0]
    if (!scenario) throw new Error('no scenario')
    const opening = {
      scenario,
      level: 'coached',
      pace: 1,
      role: 'server',
      name: 'Mei',
      network: true,
      predecessor: null,
    } as const
    const opened = await openSession(memory, opening, Date.now())
    const host = await hostOf(server(), opened?.session ?? '')
    const seats = await Promise.all([host.takeSeat(null, 'A', 'a'), host.takeSeat(null, 'B', 'b')])
    expect(seats).toEqual(['client', null])
  })
})

describe('two servers with one log', () => {
  it('decide again on what they missed: of two moves at once both are carried out, each once', async () => {
    const one = await seated(server(new LocalBus()), 'simultaneous-open')
    const other = await hostOf(server(new LocalBus()), one.id)
    const move = (host: SessionHost, role: Role) =>
      moved(host, role, {
        id: `syn-of-${role}`,
        version: host.newestOf(role),
        command: {
          type: 'send-segment',
          segment: { flags: SYN, seq: host.session.ends[role].isn, ack: 0, length: 0 },
        },
      })
    const answers = await Promise.all([move(one.host, 'client'), move(other, 'server')])
    expect(answers).toMatchObject([{ type: 'accepted' }, { type: 'accepted' }])
    const log = await memory.read(one.id)
    expect(log.filter(({ type }) => type === 'segment-sent')).toHaveLength(2)
    expect(log.map(({ version }) => version)).toEqual(log.map((_event, index) => index + 1))
    expect(await move(other, 'client')).toMatchObject({ type: 'accepted' })
    expect((await memory.read(one.id)).filter(({ type }) => type === 'segment-sent')).toHaveLength(2)
  })

  it('tell their seats of each other’s events', async () => {
    const one = await seated(server())
    const other = await hostOf(server(), one.id)
    const { of } = listen(other, 'client')
    await syn(one.host)
    await vi.advanceTimersByTimeAsync(0)
    expect(of('events').at(-1)).toMatchObject({ events: [{ type: 'segment-sent' }] })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(other.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
    expect(one.host.session).toEqual(other.session)
  })
})

describe('the registry', () => {
  it('has one host for everyone, and lets it go when nobody needs it and nothing is due', async () => {
    const registry = server()
    const { id, host } = await seated(registry)
    expect(await registry.hold(id)).toBe(host)
    registry.release(host)
    await syn(host)
    registry.release(host)
    // the SYN is on its way
    expect(registry.size).toBe(1)
    await vi.advanceTimersByTimeAsync(1_500)
    expect(registry.size).toBe(0)
    expect(host.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
  })

  it('takes up again what is overdue', async () => {
    const registry = server()
    const { id, host } = await seated(registry)
    await syn(host)
    await registry.close()
    vi.setSystemTime(Date.now() + 60_000)
    const restarted = server()
    await restarted.using(id, async () => {})
    await vi.advanceTimersByTimeAsync(0)
    expect((await memory.read(id)).at(-1)).toMatchObject({ type: 'segment-arrived', role: 'server' })
    expect(restarted.size).toBe(0)
  })

  it('knows no session that does not exist, and keeps nothing of it', async () => {
    const registry = server()
    expect(await registry.hold('nobody')).toBeNull()
    expect(registry.size).toBe(0)
  })

  it('finishes what is under way when it closes', async () => {
    const registry = server()
    const { id, host } = await seated(registry)
    const answer = syn(host)
    await registry.close()
    expect(await answer).toMatchObject({ type: 'accepted' })
    expect((await memory.read(id)).at(-1)?.type).toBe('segment-sent')
    expect(await registry.hold(id)).toEqual({ notNow: 'stopping' })
  })
})
