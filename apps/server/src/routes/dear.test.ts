import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Admission } from '../live/admission.ts'
import { Turnstile } from '../live/turnstile.ts'
import type { Assault } from '../testing/attack/attack-plan.ts'
import { storeTargets, type Targets } from '../testing/attack/targets.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { WorkMeter } from '../testing/work-meter.ts'
import { dearly } from './dear.ts'

// `npm run attack` says how many milliseconds a bystander waits; this says, without a clock, how much is done at once

let server: TestServer
let targets: Targets
let nameless: string | null
beforeAll(async () => {
  server = await startServer()
  const storage = await server.storage()
  targets = await storeTargets(storage)
  nameless = await storage.directory.nameless(targets.ended[0] ?? '')
  await storage.close()
})
afterAll(() => server.close())

/** Characters of JSON in one turn of the event loop: some two milliseconds' worth. The longest log has ten times as many. */
const AT_ONCE = 300_000

const ask = async (path: string, body?: string) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(server.url + path, body === undefined ? {} : { method: 'POST', headers, body })
  return { status: response.status, length: (await response.arrayBuffer()).byteLength }
}

/** Joins as a browser would; what comes is counted and not parsed: that is done elsewhere. */
const join = (text: string) =>
  new Promise<{ status: number; length: number }>((resolve, reject) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { origin: server.url })
    let length = 0
    socket.once('error', reject)
    socket.once('open', () => socket.send(text))
    socket.on('message', (data: Buffer) => {
      length += data.length
      if (data.includes('"type":"events"')) socket.close()
    })
    socket.once('close', (status) => resolve({ status, length }))
  })

const joinMessage = ({ session, token }: { readonly session: string; readonly token: string }) =>
  `{"type":"join","session":"${session}","token":"${token}","since":0}`

const DEAR: Readonly<Record<Assault | 'nameless', () => Promise<{ status: number; length: number }>>> = {
  replay: () => ask(`/api/sessions/${targets.ended[0]}/events`),
  nameless: () => ask(`/api/sessions/${nameless}/events`),
  offer: () => ask('/api/solo-sessions', targets.offer),
  list: () => ask(`/api/sessions?${targets.listed.map((id) => `id=${id}`).join('&')}`),
  join: () => join(joinMessage(targets.live.seats.client)),
  'wrong-join': () => join(joinMessage({ ...targets.live.seats.client, token: 'A'.repeat(22) })),
  seat: () => ask(`/api/invitations/${targets.live.invitation}/seats`, '{"name":"Eve"}'),
}

it.each([
  ['replay', 200, 500_000],
  ['nameless', 200, 500_000],
  ['offer', 201, 30],
  ['list', 200, 20_000],
  ['seat', 409, 30],
  ['join', 1005, 500_000],
  ['wrong-join', 1008, 30],
] as const)(
  '%s: what is dear is done bit by bit, between which others have their turns',
  async (what, status, length) => {
    using meter = new WorkMeter()
    const answer = await DEAR[what]()
    // it is the dear thing, and not a refusal of it
    expect(answer.status).toBe(status)
    expect(answer.length).toBeGreaterThan(length)
    expect(meter.most).toBeLessThan(AT_ONCE)
  },
)

it('is not done for whoever has gone while they waited', async () => {
  const services = { admission: { strained: false } as Admission, turnstile: new Turnstile() }
  const socket = { destroyed: false }
  const request = { ip: '127.0.0.1', raw: { socket } } as FastifyRequest
  const done: string[] = []
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const first = dearly(services, request, () => {
    begun.resolve()
    return over.promise
  })
  const second = dearly(services, request, async () => void done.push('second'))
  await begun.promise
  socket.destroyed = true
  over.resolve()
  await first
  expect(await second).toEqual({ notNow: 'given-up' })
  expect(done).toEqual([])
})
