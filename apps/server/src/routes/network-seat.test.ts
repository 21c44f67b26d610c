import { EYES, type Seat as Place } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, joinPair, type Pair, seatPair, serverLeaves, type TakenSeat } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { seatVacantSeconds: 0 }, presenceGrace: 0 })
})
afterAll(() => server.close())

/** Takes a seat by a code or link, with the token of a seat already held, if any. */
async function take(code: string, { token, ...body }: { name: string | null; seat?: 'network'; token?: string }) {
  const response = await fetch(`${server.url}/api/invitations/${code}/seats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as TakenSeat & { code?: string; role: Place } }
}

const forbidden = { status: 409, body: { code: 'second-seat' } }
const seen = (socket: SeatSocket, type: string) =>
  socket.until(() => socket.view?.events.find((event) => event.type === type))
const close = (pair: Record<'client' | 'server', SeatSocket>) => {
  pair.client.close()
  pair.server.close()
}

/** The secret of the session's invitation link, as an end's page gets it. */
async function linkOf({ session, seats }: Pair): Promise<string> {
  const one = await ask<{ invitation: string }>(server.url, `/api/sessions/${session}`, undefined, seats.client.token)
  return one.invitation
}

describe('the network’s seat', () => {
  it('is not given to an end’s holder, by code or by link, who would see what has not arrived', async () => {
    const pair = await seatPair(server.url, { network: true })
    for (const role of ['client', 'server'] as const)
      for (const code of [pair.code, await linkOf(pair)]) {
        const { token } = pair.seats[role]
        expect(await take(code, { name: 'Zhou', seat: 'network', token })).toMatchObject(forbidden)
      }
    const sockets = await joinPair(server.url, pair)
    expect(sockets.client.view?.names.network).toBeNull()
    close(sockets)
  })

  it('is not given to the opener before the partner has come, nor the free end to the network', async () => {
    const opened = await ask<TakenSeat & { code: string }>(server.url, '/api/sessions', {
      scenario: 'three-way-handshake',
      role: 'client',
      name: 'Mei',
      network: true,
    })
    const own = await take(opened.code, { name: 'Zhou', seat: 'network', token: opened.token })
    expect(own).toMatchObject(forbidden)
    const network = await take(opened.code, { name: 'Zhou', seat: 'network' })
    expect(network.body.role).toBe('network')
    expect(await take(opened.code, { name: 'Zhou', token: network.body.token })).toMatchObject(forbidden)
    // whoever is invited learns of it before they sit down
    expect(await ask(server.url, `/api/invitations/${opened.code}`)).toMatchObject({ role: 'server', watcher: 'Zhou' })
  })

  it('is an end’s holder’s once both have agreed, each having seen that the other did', async () => {
    const pair = await seatPair(server.url, { network: true })
    const sockets = await joinPair(server.url, pair)
    const want = () => take(pair.code, { name: 'Mei', seat: 'network', token: pair.seats.client.token })
    expect(await sockets.client.move({ type: 'agree-network' })).toMatchObject({ type: 'accepted' })
    expect(await want()).toMatchObject(forbidden)
    await seen(sockets.server, 'network-agreed')
    expect(await sockets.server.move({ type: 'agree-network' })).toMatchObject({ type: 'accepted' })
    expect(await want()).toMatchObject({ status: 201, body: { role: 'network' } })
    close(sockets)
  })

  it('is announced to both ends whoever takes it: one who hides the own seat cannot be known', async () => {
    const pair = await seatPair(server.url, { network: true })
    const sockets = await joinPair(server.url, pair)
    expect((await take(pair.code, { name: 'Zhou', seat: 'network' })).status).toBe(201)
    for (const socket of [sockets.client, sockets.server])
      await socket.until(() => socket.view?.names.network === 'Zhou')
    close(sockets)
  })

  it('needs a page that knows where its news come: an older one is told to reload, the oldest is served as it always was', async () => {
    const pair = await seatPair(server.url, { network: true })
    const { body } = await take(pair.code, { name: 'Zhou', seat: 'network' })
    const join = async (says: { protocol?: number; since: number }) => {
      const socket = await SeatSocket.open(server.url)
      socket.send({ type: 'join', session: body.session, token: body.token, ...says })
      return socket
    }
    const older = await join({ protocol: EYES.client.protocol, since: 0 })
    expect(await older.next('error')).toMatchObject({ code: 'too-old', field: 'protocol' })
    expect(await older.closed()).toBe(1008)
    const todays = await join({ protocol: EYES.network.protocol, since: 0 })
    expect((await todays.next('events')).events.map(({ version }) => version)).toEqual([1, 2, 3, 4])
    const oldest = await join({ since: 9 })
    const wire = await oldest.until(() =>
      oldest.raw.map((text) => JSON.parse(text)).find(({ type }) => type === 'wire'),
    )
    expect(wire).toMatchObject({ since: 9, version: 13, events: [{ version: 10 }, {}, {}, { version: 13 }] })
    for (const socket of [todays, oldest]) socket.close()
  })

  it('is no end: by its token nobody is let watch, and no session follows', async () => {
    const pair = await seatPair(server.url, { network: true })
    const { body } = await take(pair.code, { name: 'Zhou', seat: 'network' })
    const headers = { authorization: `Bearer ${body.token}` }
    for (const what of ['observer', 'successor']) {
      const response = await fetch(`${server.url}/api/sessions/${pair.session}/${what}`, { method: 'POST', headers })
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'wrong-token' }])
    }
  })

  it('lets nobody with an end’s token, or the network’s, take an absent student’s seat by its code', async () => {
    const pair = await seatPair(server.url, { network: true })
    const sockets = await joinPair(server.url, pair)
    const network = await take(pair.code, { name: 'Zhou', seat: 'network' })
    await serverLeaves(sockets)
    sockets.client.send({ type: 'hand-over', id: 'hand-over-1', to: 'code' })
    const { code } = await sockets.client.next('seat-offer')
    for (const { token } of [pair.seats.client, network.body])
      for (const name of ['Ada', null]) expect(await take(code, { name, token })).toMatchObject(forbidden)
    expect(await take(code, { name: 'Ada' })).toMatchObject({ status: 201, body: { role: 'server' } })
    close(sockets)
  })
})
