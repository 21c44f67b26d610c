import { randomInt } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { accountOf } from '../account-of.ts'
import { fromOwnPage } from '../own-pages.ts'
import { loginTokenOf } from '../plugins/signed-in.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../socket/caller.ts'
import { Connection, type ConnectionLimits } from '../socket/connection.ts'
import { entrances } from '../socket/entrances.ts'
import { JoinedFrames } from '../socket/frames.ts'
import { Heartbeat, type Rhythm } from '../socket/heartbeat.ts'
import { SocketPlaces } from '../socket/socket-places.ts'
import { otherOrigins } from './other-origins.ts'

/** Where sockets are. */
const SOCKET = '/ws'

/** Bytes. The longest message, a move with its names and numbers, has some 300. */
const LONGEST_MESSAGE = 8 * 1024

/** Milliseconds after which clients come back to a server that restarts, spread so that they don't come at once. */
const RETRY_FROM = 300
const RETRY_TO = 2_000

export interface SocketOptions extends ConnectionLimits {
  readonly publicOrigins: readonly string[]
  readonly connectionsPerAddress: number
  readonly connectionsLimit: number
  readonly rhythm?: Rhythm
}

/** Prepares for sockets; must come before the first route. On closing, everyone is told and nothing is lost. */
export async function acceptSockets(app: FastifyInstance, services: Services, connections: Set<Connection>) {
  await app.register(websocket, {
    options: { maxPayload: LONGEST_MESSAGE, autoPong: false },
    errorHandler: (error, socket) => failed(app, socket, error),
    preClose: async () => {
      for (const connection of connections) connection.announceRestart(randomInt(RETRY_FROM, RETRY_TO))
      // what has been taken is carried out and answered
      await services.classes.close()
      await services.registry.close()
      for (const connection of connections) connection.closeForRestart()
      app.websocketServer.close()
    },
  })
  // what asks for a socket elsewhere would be given one, which nobody counts, and only then be told that nobody listens
  app.addHook('onRequest', async (request, reply) => {
    if (!request.ws || request.raw.url?.split('?', 1)[0] === SOCKET) return
    services.metrics.socketRefused('elsewhere')
    return problem(reply, 404, 'not-found', `there are no sockets at this address, only at ${SOCKET}`)
  })
}

/** A socket that breaks off, or breaks the protocol, is the peer's doing; `ws` closes it with the right code. */
function failed({ log }: FastifyInstance, socket: WebSocket, error: Error): void {
  log.debug({ err: error }, 'socket failed')
  if (socket.readyState === socket.OPEN) socket.close()
}

/** One address for all kinds of guests; one socket, one guest. The messages are those of `talk/` in session and in classroom. */
export function sessionSocket(
  app: FastifyInstance,
  services: Services,
  options: SocketOptions,
  connections: Set<Connection>,
): void {
  const { connectionsLimit, connectionsPerAddress, publicOrigins, rhythm } = options
  const { metrics } = services
  const guests = { ...services, entrances: entrances(services) }
  const places = new SocketPlaces(
    (address) => connectionsPerAddress + services.halls.moreSockets(address),
    connectionsLimit,
  )
  const heartbeat = new Heartbeat(rhythm)
  app.addHook('onClose', async () => heartbeat.close())

  app.route({
    method: 'GET',
    url: SOCKET,
    schema: { hide: true },
    preValidation: async (request, reply) => {
      if (!fromOwnPage(request, publicOrigins)) {
        metrics.socketRefused('wrong-origin')
        const detail = 'pages of this origin may not connect here: name it in PUBLIC_ORIGINS if they should'
        return problem(reply, 403, 'wrong-origin', detail)
      }
      if (!request.ws) return
      const gaveWay = places.makeRoom(normalizeIP(request.ip))
      if (gaveWay === 'taken') {
        metrics.socketRefused('too-many')
        const detail = 'too many open connections, and all of them in use'
        return problem(reply, 429, 'too-many', detail, { retryAfter: 10 })
      }
      metrics.socketsGaveWay(gaveWay)
    },
    // From here on `ws` speaks on the socket, which otherwise keeps the reply and all that belongs to it as long as it
    // lives itself.
    preHandler: async (request, reply) => {
      if (request.ws) reply.raw.detachSocket(request.raw.socket)
    },
    handler: (_request, reply) => problem(reply, 426, 'not-found', 'this address speaks WebSocket only'),
    wsHandler: (socket, request) => {
      // the plugin's own listener keeps request and reply
      socket.removeAllListeners('error').on('error', (error) => failed(app, socket, error))
      const address = normalizeIP(request.ip)
      const caller = callerOf(services, request, publicOrigins)
      const frames = new JoinedFrames(socket, request.raw.socket)
      const connection = new Connection(socket, frames, address, guests, options, caller)
      const stopBeating = heartbeat.add(connection)
      connections.add(connection)
      const leave = places.add(connection)
      socket.on('close', () => {
        stopBeating()
        connections.delete(connection)
        leave()
      })
    },
  })
}

/** Who opens a socket. Of the request nothing else is kept. */
function callerOf(services: Services, request: FastifyRequest, publicOrigins: readonly string[]): Caller {
  const login = loginTokenOf(request)
  return {
    signedIn: async () => (login === null ? null : accountOf(services, login)),
    origins: otherOrigins(request, publicOrigins).origins ?? [],
  }
}
