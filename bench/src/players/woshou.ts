import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Connect, moveMessage, type Pair } from '../player.ts'

interface Seat {
  readonly session: string
  readonly code?: string
  readonly token: string
}

/** What a page says that it speaks: packages/session/src/talk/protocol-number.ts. */
const PROTOCOL = 2

/** As much of Woshou's messages as a player of ping-pong looks at. */
interface Message {
  readonly type: string
  readonly version: number
  readonly id?: string
  readonly events?: readonly { readonly type: string; readonly segment?: { readonly seq: number } }[]
}

export async function ask<Body>(url: string, path: string, body: object): Promise<Body> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Body
}

/** Both seats of a new session of the bench's scenario, `scenarios/ping-pong.json`. */
export async function seatPair(url: string, scenario = 'bench-ping-pong'): Promise<readonly [Seat, Seat]> {
  const opening = { scenario, role: 'client', name: 'Mei', pace: 0.1 }
  const client = await ask<Seat & { code: string }>(url, '/api/sessions', opening)
  return [client, await ask<Seat>(url, `/api/invitations/${client.code}/seats`, { name: 'Jonas' })]
}

/** The scenario pins the initial sequence numbers. */
const ISN = [1_000, 5_000] as const
const [SYN, ACK] = [2, 16]

/**
 * A pair with one TCP connection between them, one byte each way, in turns: every move is right, is judged, stored,
 * and becomes an arrival at the other end, which is stored as well.
 */
export const connectWoshou: Connect = async (url) => {
  const seats = await seatPair(url)
  return playPair([await join(url, seats[0]), await join(url, seats[1])])
}

/** How a pair plays. */
export interface Manner {
  /** Milliseconds between an arrival and the answer to it; 0 for as fast as it goes. */
  readonly think?: () => number
  /** Hears how long a move took, from sending it to its answer, ms. */
  readonly took?: (milliseconds: number) => void
  /** Hears of each move that is sent. */
  readonly sent?: () => void
}

/** Plays over two sockets that have joined: three segments open the connection, then each carries one byte. */
export function playPair(sockets: readonly [WebSocket, WebSocket], { think, took, sent }: Manner = {}): Pair {
  let sentAt = 0
  let moves = 0
  const next: [number, number] = [...ISN]
  const versions: [number, number] = [0, 0]
  let done = () => true
  let moved = () => {}
  const move = (seat: 0 | 1) => {
    moves += 1
    const flags = moves === 1 ? SYN : moves === 2 ? SYN | ACK : ACK
    const length = moves <= 3 ? 0 : 1
    const ack = moves === 1 ? 0 : next[1 - seat]
    const segment = { flags, seq: next[seat], ack, length }
    const { id } = moveMessage(moves, 0, 0)
    const message = { type: 'move', id, version: versions[seat], command: { type: 'send-segment', segment } }
    next[seat] += moves <= 2 ? 1 : length
    sentAt = took ? performance.now() : 0
    sent?.()
    sockets[seat].send(JSON.stringify(message))
  }
  const hear = (seat: 0 | 1, text: string) => {
    const message = JSON.parse(text) as Message
    if (message.type === 'accepted') {
      took?.(performance.now() - sentAt)
      moved()
    } else if (message.type === 'events') {
      versions[seat] = message.version
      if (message.events?.some(({ type }) => type === 'segment-arrived') && !done()) {
        if (think) setTimeout(move, think(), seat)
        else move(seat)
      }
    } else if (message.type !== 'heartbeat' && message.type !== 'presence') {
      throw new Error(`not what a right move deserves: ${text}`)
    }
  }
  sockets[0].on('message', (data) => hear(0, data.toString()))
  sockets[1].on('message', (data) => hear(1, data.toString()))
  return {
    play: (onMove, until) => {
      moved = onMove
      done = until
      // the highest a message may name: everything stored has been seen
      versions[0] = 1_000_000
      move(0)
    },
    close: () => {
      for (const socket of sockets) socket.terminate()
    },
  }
}

/** A socket which has all that its seat may see after its event number `since`. */
export async function join(url: string, { session, token }: Seat, since = 0): Promise<WebSocket> {
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
