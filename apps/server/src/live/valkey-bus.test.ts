import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, inject, it, onTestFinished } from 'vitest'
import { drawToken } from '../storage/seat-token.ts'
import { BOUND } from '../testing/bound.ts'
import { OwnValkey } from '../testing/own-valkey.ts'
import type { BusNote, Note } from './bus.ts'
import { ValkeyBus, type ValkeyBusOptions } from './valkey-bus.ts'

const valkeyUrl = inject('valkeyUrl')
const open: ValkeyBus[] = []
afterEach(async () => {
  for (const bus of open.splice(0)) await bus.close()
})

/** A server's bus, connected. */
async function join(url = valkeyUrl ?? '', options: ValkeyBusOptions = {}): Promise<ValkeyBus> {
  const bus = new ValkeyBus(url, options)
  open.push(bus)
  await expect.poll(() => bus.state).toBe('connected')
  return bus
}

/** Sessions of this run alone: another one on the same service has some too. */
const [A, B] = [drawToken(), drawToken()]

/** All that is heard of a session. */
function listen(bus: ValkeyBus, session: string) {
  const heard: (Note | BusNote)[] = []
  const stop = bus.subscribe(session, (note) => heard.push(note))
  return { heard, stop, of: (type: (Note | BusNote)['type']) => heard.filter((note) => note.type === type) }
}

/** What was published by somebody who knows how notes look, and not what they say. */
const MALFORMED = [
  { type: 'events' },
  { type: 'events', events: [{ version: 9, type: 'session-ended' }] },
  { type: 'presence', server: 'x' },
  { type: 'presence', server: 'x', seats: 'client', asks: true },
  { type: 'appended', version: '7' },
  { type: 'hearing' },
  { type: 'server-gone', server: 'x' },
  { type: 'alive' },
].map((message) => `a-server-11${JSON.stringify(message)}`)

/** A successor with an id that looks like one, as it must to be heard from another server. */
const successor = (name: string): Note => ({ type: 'successor', role: 'client', session: name.padEnd(22, '-') })

describe.skipIf(valkeyUrl === null)('the bus between servers', () => {
  it('carries a note to those who have subscribed to the session, wherever they are, once', async () => {
    const [here, there] = [await join(), await join()]
    const [mine, theirs, others] = [listen(here, A), listen(there, A), listen(there, B)]
    await expect.poll(() => theirs.of('hearing').length + mine.of('hearing').length).toBe(2)
    here.publish(A, successor('next'))
    // in this process before `publish` returns
    expect(mine.of('successor')).toEqual([successor('next')])
    await expect.poll(() => theirs.of('successor')).toEqual([successor('next')])
    expect(others.of('successor')).toEqual([])
    there.publish(A, successor('after'))
    await expect.poll(() => mine.of('successor')).toEqual([successor('next'), successor('after')])
    expect(theirs.of('successor')).toHaveLength(2)
  })

  it('carries nothing to those who have gone', async () => {
    const [here, there] = [await join(), await join()]
    const [gone, staying] = [listen(there, A), listen(there, B)]
    await expect.poll(() => staying.of('hearing')).toHaveLength(1)
    gone.stop()
    here.publish(A, successor('one'))
    here.publish(B, successor('two'))
    await expect.poll(() => staying.of('successor')).toHaveLength(1)
    expect(gone.of('successor')).toEqual([])
  })

  it('goes on when somebody else says what is no note', async () => {
    const [here, there] = [await join(), await join()]
    const { of } = listen(there, A)
    await expect.poll(() => of('hearing')).toHaveLength(1)
    const stranger = new Redis(valkeyUrl ?? '')
    for (const channel of ['woshou:servers', `woshou:${A}`])
      for (const text of ['', 'hello', 'a-server-11null', 'a-server-11{"type":', ...MALFORMED])
        await stranger.publish(channel, text)
    stranger.disconnect()
    here.publish(A, successor('next'))
    await expect.poll(() => of('successor')).toEqual([successor('next')])
  })

  it('asks a server that is new to it who is there', async () => {
    const here = await join(valkeyUrl ?? '', { beat: 50 })
    const { of } = listen(here, A)
    await join(valkeyUrl ?? '', { beat: 50 })
    await expect.poll(() => of('presence-wanted').length).toBeGreaterThan(0)
  })

  it('asks who is there of a server that it heard before it could speak', async () => {
    const beat = { beat: 50 }
    const here = await join(valkeyUrl ?? '', beat)
    const { of } = listen(here, A)
    const url = new URL(valkeyUrl ?? '')
    const [heard, maySpeak] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let [connections, beats] = [0, 0]
    const between = createServer(async (socket) => {
      const service = connect(Number(url.port || 6379), url.hostname)
      for (const [one, other] of [
        [socket, service],
        [service, socket],
      ] as const)
        one.on('error', () => {}).on('close', () => other.destroy())
      service.pipe(socket)
      // when the third comes, the first has been heard
      service.on('data', (data) => data.includes(here.server) && ++beats === 3 && heard.resolve())
      // the way out is opened first
      if (++connections === 1) await maySpeak.promise
      socket.pipe(service)
    })
    onTestFinished(() => void between.close())
    await once(between.listen(0, '127.0.0.1'), 'listening')
    const through = new URL(url)
    through.host = `127.0.0.1:${(between.address() as AddressInfo).port}`
    const there = new ValkeyBus(through.href, beat)
    open.push(there)
    await heard.promise
    expect(of('presence-wanted')).toEqual([])
    maySpeak.resolve()
    await expect.poll(() => of('presence-wanted').length).toBeGreaterThan(0)
  })

  it('says that a server is gone', async () => {
    const fast = { beat: 50, goneAfter: 300 }
    const here = await join(valkeyUrl ?? '', fast)
    // before the other comes: it asks once
    const { of } = listen(here, A)
    const there = await join(valkeyUrl ?? '', fast)
    await expect.poll(() => of('presence-wanted').length).toBeGreaterThan(0)
    await there.close()
    await expect.poll(() => of('server-gone')).toContainEqual({ type: 'server-gone', server: there.server })
  })
})

describe.skipIf(!OwnValkey.found)('a bus whose service dies', () => {
  it('is lost, publishes to its own all the same, and hears again when the service is back', async () => {
    const valkey = await OwnValkey.start()
    const states: string[] = []
    // what it is told by its connection alone: a machine that is busy for so long would have it lost once more
    const bus = await join(valkey.url, { beat: 50, goneAfter: BOUND, changed: (state) => states.push(state) })
    const { of } = listen(bus, A)
    await expect.poll(() => of('hearing')).toHaveLength(1)
    await valkey.stop('SIGKILL')
    await expect.poll(() => bus.state).toBe('lost')
    bus.publish(A, successor('next'))
    expect(of('successor')).toHaveLength(1)
    const late = listen(bus, B)
    await valkey.start()
    await expect.poll(() => bus.state).toBe('connected')
    expect(of('hearing')).toHaveLength(2)
    expect(late.of('hearing')).toHaveLength(1)
    expect(states).toEqual(['connected', 'lost', 'connected'])
    await valkey.stop()
  })

  it('is lost when the service stands still, though connected', async () => {
    const valkey = await OwnValkey.start()
    const bus = await join(valkey.url, { beat: 50, goneAfter: 300 })
    valkey.freeze()
    await expect.poll(() => bus.state).toBe('lost')
    valkey.wake()
    await expect.poll(() => bus.state).toBe('connected')
    await valkey.stop()
  })
})

it('a bus without its service is lost from the beginning, says so, and nothing else', async () => {
  const said: [string, string | undefined][] = []
  const changed = (state: string, why?: Error) => void said.push([state, why?.message])
  const bus = new ValkeyBus('redis://127.0.0.1:1', { beat: 20, goneAfter: 100, changed })
  open.push(bus)
  const { of } = listen(bus, A)
  bus.publish(A, successor('next'))
  expect(of('successor')).toHaveLength(1)
  expect(bus.state).toBe('lost')
  await expect.poll(() => said).toEqual([['lost', 'connect ECONNREFUSED 127.0.0.1:1']])
})
