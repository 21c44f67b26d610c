import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from './schemas.ts'

/**
 * Lets a server that closes wait for what it is answering, and for nothing else. Node itself ends what is idle at that
 * moment; not a connection on which nothing has been asked yet, of which browsers open some ahead (nodejs/node#63452), nor
 * one whose request never comes as a whole, nor one that becomes idle later (fastify/fastify#7044). Each would hold the
 * server until it is given up, and its process ends as if something had failed. WebSockets are ended by who has them.
 *
 * Its hook must be the last that waits for something before the server closes.
 */
export function endConnections(app: App): void {
  /** Those that speak HTTP, and what is being asked or answered on each. */
  const connections = new Map<Socket, IncomingMessage | null>()
  let closing = false

  app.server.on('connection', (socket) => {
    if (closing) {
      socket.destroy()
      return
    }
    connections.set(socket, null)
    socket.once('close', () => connections.delete(socket))
  })
  app.server.on('request', ({ socket }, response) => {
    connections.set(socket, response.req)
    response.once('close', () => {
      // another may have been asked on it before this one was answered
      if (connections.get(socket) !== response.req) return
      if (closing) socket.destroySoon()
      else connections.set(socket, null)
    })
  })
  app.server.on('upgrade', ({ socket }) => connections.delete(socket as Socket))

  app.addHook('preClose', async () => {
    closing = true
    for (const [socket, request] of connections) if (!request?.complete) socket.destroySoon()
  })
}
