import { EYES, type ServerMessage, type View, type Viewer } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, joinPair, type Pair, playToEnd, seatPair, serverLeaves } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ env: { seatVacantSeconds: 0 }, presenceGrace: 0 })
})
afterAll(() => server.close())

/** Asks for what lets somebody watch. */
async function link({ session }: Pair, token: string) {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${server.url}/api/sessions/${session}/observer`, { method: 'POST', headers })
  return { status: response.status, body: (await response.json()) as { token: string; code?: string } }
}

async function watch({ session }: Pair, token: string, held?: string) {
  const socket = await SeatSocket.open(server.url)
  const { protocol } = EYES.observer
  socket.send({ type: 'join', protocol, session, token, since: 0, ...(held !== undefined && { held }) })
  return socket
}

/** All that who watches has been told, folded. */
const seenBy = ({ raw }: SeatSocket): View<'observer'> | null =>
  raw
    .map((text) => JSON.parse(text) as ServerMessage<Viewer>)
    .flatMap((message) => (message.type === 'events' ? message.events : []))
    .reduce<View<'observer'> | null>((view, event) => EYES.observer.fold(view, event as never), null)

/** What a seat has been told; heartbeats come when they come. */
const toldTo = ({ messages }: SeatSocket, from = 0) => messages.slice(from).filter(({ type }) => type !== 'heartbeat')

type Sockets = Readonly<Record<'client' | 'server', SeatSocket>>

const agree = (socket: SeatSocket, agreed = true) => socket.move({ type: 'agree-observer', agreed })
async function bothAgree(sockets: Sockets) {
  for (const role of ['client', 'server'] as const) {
    expect(await agree(sockets[role])).toMatchObject({ type: 'accepted' })
    for (const one of [sockets.client, sockets.server]) await one.until(() => one.view?.watchable[role])
  }
}
/** A pair that lets somebody watch, and by which token. */
async function watchable() {
  const pair = await seatPair(server.url)
  const sockets = await joinPair(server.url, pair)
  await bothAgree(sockets)
  const { body } = await link(pair, pair.seats.client.token)
  return { pair, sockets, token: body.token }
}
const watched = (socket: SeatSocket, from = 0) =>
  socket.until(() => socket.messages.slice(from).find((one) => one.type === 'presence' && one.presence.observer))
const close = (...sockets: readonly SeatSocket[]) => {
  for (const socket of sockets) socket.close()
}

describe('watching both ends', () => {
  it('needs both to agree, and one of their tokens; the bytes of a session that nobody watches say nothing of it', async () => {
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    expect(await link(pair, pair.seats.client.token)).toMatchObject({ status: 409, body: { code: 'not-agreed' } })
    expect(await agree(sockets.client)).toMatchObject({ type: 'accepted' })
    expect(await link(pair, pair.seats.client.token)).toMatchObject({ status: 409, body: { code: 'not-agreed' } })
    expect(await link(pair, 'x'.repeat(22))).toMatchObject({ status: 401, body: { code: 'wrong-token' } })
    expect(sockets.server.raw.join('')).not.toContain('"observer"')
    await sockets.server.until(() => sockets.server.view?.watchable.client)
    expect(await agree(sockets.server)).toMatchObject({ type: 'accepted' })
    const { status, body } = await link(pair, pair.seats.server.token)
    expect([status, body]).toEqual([201, { session: pair.session, role: 'observer', token: expect.any(String) }])
    const asSeat = await fetch(`${server.url}/api/sessions/${pair.session}`, {
      headers: { authorization: `Bearer ${body.token}` },
    })
    expect(asSeat.status, 'it is no seat’s').toBe(401)
    expect((await link(pair, body.token)).status).toBe(401)
    close(sockets.client, sockets.server)
  })

  it('shows both ends live, nothing of what is to come, and lets nobody act; both are told, and of nothing else', async () => {
    const { pair, sockets, token } = await watchable()
    const before = [sockets.client.messages.length, sockets.server.messages.length] as const
    const observer = await watch(pair, token)
    expect(await observer.next('welcome')).toMatchObject({ role: 'observer' })
    await watched(sockets.client, before[0])
    await watched(sockets.server, before[1])
    for (const [index, socket] of [sockets.client, sockets.server].entries())
      expect(toldTo(socket, before[index]).map(({ type }) => type)).toEqual(['presence'])
    for (const command of [{ type: 'leave' }, { type: 'take-hint' }, { type: 'agree-observer', agreed: true }] as const)
      expect(await observer.move(command)).toMatchObject({ type: 'refusal', refusal: 'not-yours-to-do' })
    observer.send({ type: 'hand-over', id: 'hand-over-1', to: 'partner' })
    await observer.until(() => observer.messages.find((one) => one.type === 'refusal' && one.id === 'hand-over-1'))

    await playToEnd(sockets)
    await observer.until(() => seenBy(observer)?.ended)
    const view = seenBy(observer)
    for (const role of ['client', 'server'] as const)
      expect(view?.ends[role].end.tcb).toEqual(sockets[role].view?.end.tcb)
    expect(view?.events.map(({ version }) => version)).toEqual(view?.events.map((_event, index) => index + 1))
    expect(observer.raw.join('')).not.toMatch(/"(seed|wishes|chance|faults|crossing|tokenHash)"/)
    // what the seats are told is what they were told before there was anybody to watch
    for (const role of ['client', 'server'] as const) {
      const types = new Set(toldTo(sockets[role]).map(({ type }) => type))
      expect([...types].sort()).toEqual(['accepted', 'events', 'presence', 'welcome'])
      const events = sockets[role].messages.flatMap((one) => (one.type === 'events' ? one.events : []))
      expect(JSON.stringify(events)).not.toMatch(/"arrivals"|"sent"|"seed"|"wishes"/)
    }
    observer.close()
    for (const socket of [sockets.client, sockets.server])
      await socket.until(() => {
        const last = socket.messages.findLast(({ type }) => type === 'presence')
        return last?.type === 'presence' && last.presence.observer === undefined
      })
    close(sockets.client, sockets.server)
  })

  it('is refused to who is known to hold a seat of the session', async () => {
    const { pair, sockets, token } = await watchable()
    const own = await watch(pair, token, pair.seats.client.token)
    expect(await own.next('error')).toMatchObject({ code: 'second-seat', field: 'held' })
    expect(await own.closed()).toBe(1008)
    const other = await watch(pair, token, 'y'.repeat(22))
    await other.next('events')
    close(other, sockets.client, sockets.server)
  })

  it('ends at once when one of them takes it back, and no link from before ever works again', async () => {
    const { pair, sockets, token } = await watchable()
    const observer = await watch(pair, token)
    await observer.next('events')
    expect(await agree(sockets.server, false)).toMatchObject({ type: 'accepted' })
    expect(await observer.next('error')).toMatchObject({ code: 'not-agreed' })
    expect(await observer.closed()).toBe(1008)
    expect(observer.raw.join(''), 'that it was taken back is not theirs any more').not.toContain('"agreed":false')
    const again = async () => {
      const socket = await watch(pair, token)
      return socket.next('error')
    }
    expect(await again()).toMatchObject({ code: 'not-agreed' })
    await sockets.client.until(() => sockets.client.view?.watchable.server === false)
    expect(await agree(sockets.server)).toMatchObject({ type: 'accepted' })
    expect(await again()).toMatchObject({ code: 'not-agreed' })
    const { body } = await link(pair, pair.seats.client.token)
    const newer = await watch(pair, body.token)
    await newer.next('events')
    // a newer link ends the one before it
    await link(pair, pair.seats.server.token)
    const late = await watch(pair, body.token)
    expect(await late.next('error')).toMatchObject({ code: 'wrong-token' })
    close(newer, sockets.client, sockets.server)
  })

  it('ends when somebody else takes a seat, who has agreed to nothing', async () => {
    const { pair, sockets, token } = await watchable()
    const observer = await watch(pair, token)
    await observer.next('events')
    await serverLeaves(sockets)
    sockets.client.send({ type: 'hand-over', id: 'hand-over-1', to: 'code' })
    const { code } = await sockets.client.next('seat-offer')
    await ask(server.url, `/api/invitations/${code}/seats`, { name: 'Ada' })
    expect(await observer.next('error')).toMatchObject({ code: 'not-agreed' })
    sockets.client.close()
  })
})
