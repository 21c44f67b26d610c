import type { SessionEvent } from '@woshou/session'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, joinPair, seatPair } from '../testing/pair.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const NAMES = { client: 'Xiuying 秀英', server: 'Bartholomäus' }
const WATCHER = 'Zhou-network'
const ANY_NAME = /Xiuying|秀英|Barthol|Zhou/

interface Told {
  nameless?: string
  names?: boolean
  events: readonly SessionEvent[]
}

/** A session of three that has ended. */
async function ended() {
  const pair = await seatPair(server.url, { network: true, names: NAMES })
  await ask(server.url, `/api/invitations/${pair.code}/seats`, { name: WATCHER, seat: 'network' })
  const sockets = await joinPair(server.url, pair)
  await sockets.client.move({ type: 'leave' })
  sockets.client.close()
  sockets.server.close()
  return pair.session
}

it('tells a replay without names under an address from which the one with names cannot be reckoned', async () => {
  const session = await ended()
  const path = `/api/sessions/${session}/events`
  const named = await ask<Told>(server.url, path)
  expect(JSON.stringify(named)).toMatch(ANY_NAME)
  const { nameless = '' } = named
  expect(nameless).toMatch(/^[\w-]{22}$/)
  // read from the database, and then from memory: each of the two has an answer of its own there
  for (let times = 0; times < 2; times++) {
    const response = await fetch(`${server.url}/api/sessions/${nameless}/events`)
    const text = await response.text()
    expect(text).not.toMatch(ANY_NAME)
    expect(text).not.toContain(session)
    const told = JSON.parse(text) as Told
    expect(told).not.toHaveProperty('nameless')
    expect(told.names).toBe(false)
    const bare = (events: readonly SessionEvent[]) =>
      events.map((event) => ('name' in event ? { ...event, name: event.role } : event))
    expect(told.events).toEqual(bare(named.events))
    expect(await ask<Told>(server.url, path)).toEqual(named)
  }
})

it('opens nothing but the replay by the address without names', async () => {
  const session = await ended()
  const { nameless = '' } = await ask<Told>(server.url, `/api/sessions/${session}/events`)
  const all = await Promise.all(
    [`/api/sessions/${nameless}`, `/api/sessions?id=${nameless}`, `/api/sessions/${nameless}/successor`].map(
      async (path) => (await fetch(server.url + path)).text(),
    ),
  )
  for (const text of all) {
    expect(text).not.toMatch(ANY_NAME)
    expect(text).not.toContain(session)
  }
  expect(all[1]).toBe('[]')
})

it('has no address without names while the session is played', async () => {
  const pair = await seatPair(server.url, { names: NAMES })
  const response = await fetch(`${server.url}/api/sessions/${pair.session}/events`)
  expect(response.status).toBe(409)
  expect(await response.text()).not.toContain('nameless')
})
