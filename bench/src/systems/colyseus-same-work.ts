import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, Room, Server } from '@colyseus/core'
import { WebSocketTransport } from '@colyseus/ws-transport'
import * as v from 'valibot'
import type { Role } from '../../../packages/session/src/index.ts'
import { ClientMessageSchema } from '../../../packages/session/src/talk/message.ts'
import { sayReady } from './ready.ts'
import { LeastPair } from './same-work/pair.ts'

/** A Colyseus room that does a Woshou session's work: judges with the same packages, stores durably, and then tells. */
class SessionRoom extends Room {
  override maxClients = 2
  override maxMessagesPerSecond = Number.POSITIVE_INFINITY
  readonly #seats: Partial<Record<Role, Client>> = {}
  readonly #hearing = new Set<Role>()
  readonly #pair = new LeastPair((role, message) => {
    if (this.#hearing.has(role)) this.#seats[role]?.send('told', message)
  })

  override messages = {
    // what is told before a page listens is lost there
    hear: (client: Client) => {
      this.#hearing.add(this.#roleOf(client))
    },
    // what a socket says is parsed by Woshou's schema; it has come as msgpack, and not as JSON
    move: (client: Client, json: object) => {
      const message = v.parse(ClientMessageSchema, json)
      if (message.type === 'move') this.#pair.move(this.#roleOf(client), message)
    },
  }

  override onJoin(client: Client): void {
    const role = this.#seats.client ? 'server' : 'client'
    this.#seats[role] = client
    this.#pair.sit(role, role === 'client' ? 'Mei' : 'Jonas')
  }

  #roleOf(client: Client): Role {
    return this.#seats.client === client ? 'client' : 'server'
  }
}

const http = createServer()
const server = new Server({
  transport: new WebSocketTransport({ server: http }),
  greet: false,
  gracefullyShutdown: false,
})
server.define('pair', SessionRoom)
await server.listen(0, '127.0.0.1')
sayReady((http.address() as AddressInfo).port)
