import { once } from 'node:events'
import { WebSocket } from 'ws'
import { PROTOCOL } from '../../../packages/session/src/index.ts'
import type { Connect } from '../player.ts'
import { type Line, type Manner, type Message, type PingPong, pingPong } from './ping-pong.ts'

interface HeldSeat {
  readonly session: string
  readonly code?: string
  readonly token: string
}

export async function ask<Body>(url: string, path: string, body: object): Promise<Body> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Body
}

/** Both seats of a new session of the bench's scenario, `scenarios/ping-pong.json`. */
export async function seatPair(url: string, scenario = 'bench-ping-pong'): Promise<readonly [HeldSeat, HeldSeat]> {
  const opening = { scenario, role: 'client', name: 'Mei', pace: 0.1 }
  const client = await ask<HeldSeat & { code: string }>(url, '/api/sessions', opening)
  return [client, await ask<HeldSeat>(url, `/api/invitations/${client.code}/seats`, { name: 'Jonas' })]
}

/** A pair of Woshou's, whose every move is judged and stored, and becomes an arrival that is stored as well. */
export const connectWoshou: Connect = async (url) => {
  const seats = await seatPair(url)
  return playPair([await join(url, seats[0]), await join(url, seats[1])])
}

/** Plays over two sockets that have joined. */
export const playPair = ([first, second]: readonly [WebSocket, WebSocket], manner?: Manner): PingPong =>
  pingPong([lineOf(first), lineOf(second)], manner)

const lineOf = (socket: WebSocket): Line => ({
  say: (message) => socket.send(JSON.stringify(message)),
  hear: (listener) => socket.on('message', (data) => listener(JSON.parse(data.toString()) as Message)),
  close: () => socket.terminate(),
})

/** A socket which has all that its seat may see after its event number `since`. */
export async function join(url: string, { session, token }: HeldSeat, since = 0): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'join', protocol: PROTOCOL, session, token, since }))
  return new Promise((resolve, reject) => {
    const hear = (data: Buffer) => {
      const { type } = JSON.parse(data.toString()) as Message
      if (type === 'error') reject(new Error(data.toString()))
      if (type !== 'events') return
      socket.off('message', hear)
      resolve(socket)
    }
    socket.on('message', hear)
    socket.once('error', reject)
    socket.once('close', (code) => reject(new Error(`closed (${code}) before anything was told`)))
  })
}
