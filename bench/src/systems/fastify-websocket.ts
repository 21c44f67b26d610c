import type { AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { sayReady } from './ready.ts'
import { take } from './room.ts'

const app = fastify()
await app.register(websocket, { options: { maxPayload: 8 * 1024 } })
app.get('/ws', { websocket: true }, (socket) => {
  socket.on('message', (data) => take(socket, data.toString()))
})
await app.listen({ host: '127.0.0.1', port: 0 })
sayReady((app.server.address() as AddressInfo).port)
