import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, joinPair, seatPair, serverLeaves, type TakenSeat } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { seatVacantSeconds: 0 }, presenceGrace: 0 })
})
afterAll(() => server.close())

/** A pair whose server's student has gone, as the client's student knows. */
async function alone(network = false) {
  const pair = await seatPair(server.url, { network })
  const sockets = await joinPair(server.url, pair)
  await serverLeaves(sockets)
  return { pair, client: sockets.client }
}

let ids = 0
async function askFor(socket: SeatSocket, to: 'partner' | 'code') {
  const id = `hand-over-${++ids}`
  socket.send({ type: 'hand-over', id, to })
  return socket.until(() => socket.messages.find((message) => 'id' in message && message.id === id))
}

async function codeFrom(socket: SeatSocket): Promise<string> {
  const offer = await askFor(socket, 'code')
  if (offer.type !== 'seat-offer') throw new Error(JSON.stringify(offer))
  return offer.code
}

const take = (code: string, body: object) =>
  fetch(`${server.url}/api/invitations/${code}/seats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('a seat handed over by a code', () => {
  it('gives a newcomer the seat once; the old token is dead', async () => {
    const { client, pair } = await alone()
    const code = await codeFrom(client)
    expect(await ask(server.url, `/api/invitations/${code}`)).toMatchObject({
      role: 'server',
      away: 'Jonas',
      partner: 'Mei',
    })
    const answers = await Promise.all([take(code, { name: 'Ada' }), take(code, { name: 'Bo' })])
    // whoever comes second finds the code used, or unknown already
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.every(({ status }) => [201, 404, 409].includes(status))).toBe(true)
    const seat = (await answers.find(({ ok }) => ok)?.json()) as TakenSeat
    const ada = await SeatSocket.joined(server.url, seat)
    expect(ada.view?.names.server).toMatch(/Ada|Bo/)
    expect((await take(code, { name: 'Cy' })).status).toBe(404)
    const old = await SeatSocket.open(server.url)
    old.send({ type: 'join', ...{ session: pair.session, token: pair.seats.server.token }, since: 0 })
    expect(await old.next('error')).toMatchObject({ code: 'wrong-token' })
    ada.close()
    client.close()
  })

  it('gives the student who was away the seat back on another browser, under the same name', async () => {
    const { client } = await alone()
    await askFor(client, 'partner')
    const seat = (await (await take(await codeFrom(client), { name: null })).json()) as TakenSeat
    const back = await SeatSocket.joined(server.url, seat)
    expect(back.view?.names.server).toBe('Jonas')
    expect(back.view?.holders.server).toBe('student')
    back.close()
    client.close()
  })

  it('is offered to nobody while the student is there, and never to who watches the wire', async () => {
    const pair = await seatPair(server.url, { network: true })
    const sockets = await joinPair(server.url, pair)
    for (const to of ['code', 'partner'] as const)
      expect(await askFor(sockets.client, to)).toMatchObject({ type: 'refusal', refusal: 'seat-not-vacant' })
    const taken = await ask<TakenSeat>(server.url, `/api/invitations/${pair.code}/seats`, {
      name: 'Nia',
      seat: 'network',
    })
    const network = await SeatSocket.open(server.url)
    network.send({ type: 'join', session: taken.session, token: taken.token, since: 0 })
    await network.next('events')
    sockets.server.close()
    for (const to of ['code', 'partner'] as const)
      expect(await askFor(network, to)).toMatchObject({ type: 'refusal', refusal: 'not-yours-to-do' })
    network.close()
    sockets.client.close()
  })

  it('is dead once the student is back, and its holder is told why', async () => {
    const { client, pair } = await alone()
    const code = await codeFrom(client)
    const back = await SeatSocket.joined(server.url, pair.seats.server)
    expect([404, 409]).toContain((await take(code, { name: 'Ada' })).status)
    const offered = async () => (await fetch(`${server.url}/api/invitations/${code}`)).status
    await expect.poll(offered).toBe(404)
    await serverLeaves({ client, server: back })
    // away once more: the code of before gives nothing
    expect((await take(code, { name: 'Ada' })).status).toBe(404)
    client.close()
  })

  it('is drawn five times at once and no more', async () => {
    const { client } = await alone()
    const began = performance.now()
    let drawn = 0
    let answer = await askFor(client, 'code')
    for (; answer.type === 'seat-offer'; answer = await askFor(client, 'code')) drawn += 1
    expect(answer).toMatchObject({ type: 'error', code: 'too-many' })
    expect(drawn).toBeGreaterThanOrEqual(5)
    // and one more in half a minute, on a machine that takes so long
    expect(drawn).toBeLessThanOrEqual(5 + (performance.now() - began) / 30_000)
    client.close()
  })
})
