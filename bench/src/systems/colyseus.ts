import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Room, Server } from '@colyseus/core'
import { WebSocketTransport } from '@colyseus/ws-transport'
import { sayReady } from './ready.ts'

let version = 0

/** The echo room in Colyseus's own terms: a message comes in, and is broadcast to the room. */
class PairRoom extends Room {
  override maxClients = 2
  override maxMessagesPerSecond = Number.POSITIVE_INFINITY
  override messages = {
    move: (_client: unknown, message: object) => this.broadcast('moved', { ...message, version: ++version }),
  }
}

const http = createServer()
const server = new Server({
  transport: new WebSocketTransport({ server: http }),
  greet: false,
  gracefullyShutdown: false,
})
server.define('pair', PairRoom)
await server.listen(0, '127.0.0.1')
sayReady((http.address() as AddressInfo).port)
