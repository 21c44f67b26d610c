import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { sayReady } from './ready.ts'
import { take } from './room.ts'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 8 * 1024, backlog: 4096 })
server.on('listening', () => sayReady((server.address() as AddressInfo).port))
server.on('connection', (socket) => socket.on('message', (data) => take(socket, data.toString())))
