// The least program that does Woshou's work, on bare `ws`: it answers as much of Woshou's REST and messages as the
// benchmark's players ask for (`players/woshou.ts`), and everything a move needs is in `same-work/pair.ts`.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type WebSocket, WebSocketServer } from 'ws'
import { decode, type Role } from '../../../packages/session/src/index.ts'
import { sayReady } from './ready.ts'
import { LeastPair } from './same-work/pair.ts'

interface Seats {
  readonly pair: LeastPair
  readonly sockets: Partial<Record<Role, WebSocket>>
}

const seatsOf = new Map<string, Seats>()

function open(name: string): object {
  const number = String(seatsOf.size + 1)
  const sockets: Seats['sockets'] = {}
  const pair = new LeastPair((role, message) => {
    const socket = sockets[role]
    if (socket) send(socket, JSON.stringify(message))
  })
  // a session's name, a seat's token and a code are as long as Woshou's
  const session = number.padStart(22, '0')
  seatsOf.set(session, { pair, sockets })
  pair.sit('client', name)
  return { session, code: session, role: 'client', token: 'client'.padEnd(22, '-') }
}

function join(session: string, name: string): object {
  seatsOf.get(session)?.pair.sit('server', name)
  return { session, role: 'server', token: 'server'.padEnd(22, '-') }
}

async function answer(request: IncomingMessage): Promise<object> {
  const { name } = JSON.parse(await text(request)) as { readonly name: string }
  const [, , , code] = request.url?.split('/') ?? []
  return code ? join(code, name) : open(name)
}

const http = createServer(async (request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(await answer(request)))
})

const wires = new WeakMap<WebSocket, Socket>()
const corked = new Set<Socket>()

/** What is said in one go leaves in one write, as Woshou's does. */
function send(socket: WebSocket, message: string): void {
  const wire = wires.get(socket)
  if (wire && !corked.has(wire)) {
    corked.add(wire)
    wire.cork()
    process.nextTick(() => {
      corked.delete(wire)
      wire.uncork()
    })
  }
  socket.send(message)
}

const server = new WebSocketServer({ server: http, maxPayload: 8 * 1024 })
server.on('connection', (socket, request) => {
  wires.set(socket, request.socket)
  let seats: Seats | undefined
  let role: Role = 'client'
  socket.on('message', (data) => {
    const decoded = decode(data.toString())
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error))
    const { message } = decoded
    if (message.type === 'join') {
      seats = seatsOf.get(message.session)
      role = message.token.startsWith('client') ? 'client' : 'server'
      if (!seats) throw new Error(`no session ${message.session}`)
      seats.sockets[role] = socket
      seats.pair.welcome(role)
    } else if (message.type === 'move') seats?.pair.move(role, message)
  })
})
http.listen(0, '127.0.0.1', 4096, () => sayReady((http.address() as AddressInfo).port))
