import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { Connection, type ConnectionServices } from './connection.ts'

/** A socket whose peer reads as slowly as the test wants. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly sent: { type: string; code?: string; reason?: string }[] = []
  closedWith: number | null = null
  terminated = false

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }
  close(code: number): void {
    this.readyState = 2
    this.closedWith = code
  }
  terminate(): void {
    this.terminated = true
  }
  ping(): void {}
  pongs = 0
  pong(): void {
    this.pongs += 1
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function connect() {
  const socket = new FakeSocket()
  const services = { metrics: { slowConsumerLetGo: () => {} } } as unknown as ConnectionServices
  const wire = new PassThrough()
  const limits = { messagesPerSecond: 20 }
  const connection = new Connection(socket as unknown as WebSocket, wire, '127.0.0.1', services, limits)
  return { socket, connection, say: (text: string) => socket.emit('message', Buffer.from(text), false) }
}

it('a client that does not read is told so, closed, and cut', () => {
  const { socket, say } = connect()
  say('{')
  expect(socket.sent).toMatchObject([{ type: 'error', code: 'not-json' }])
  socket.bufferedAmount = 1 << 20
  say('{')
  expect(socket.sent).toHaveLength(2)
  socket.bufferedAmount += 1
  say('{')
  expect(socket.sent.at(-1)).toEqual({ type: 'closing', reason: 'too-slow', retryAfter: 1_000 })
  expect(socket.closedWith).toBe(1013)
  vi.advanceTimersByTime(1_000)
  expect(socket.terminated).toBe(true)
})

it('a server that restarts tells when to come back, and takes nothing more', () => {
  const { socket, connection, say } = connect()
  connection.announceRestart(700)
  expect(socket.sent).toEqual([{ type: 'closing', reason: 'restart', retryAfter: 700 }])
  say('{')
  expect(socket.sent).toHaveLength(1)
  connection.closeForRestart()
  expect(socket.closedWith).toBe(1012)
})

it('everything that comes from the peer is a sign of life', () => {
  const { socket, connection, say } = connect()
  for (const sign of [() => socket.emit('pong'), () => socket.emit('ping'), () => say('{')]) {
    const { heardAt } = connection
    vi.advanceTimersByTime(10)
    sign()
    expect(connection.heardAt).toBeGreaterThan(heardAt)
  }
})

it('a ping is answered as a message is: not too many, and not to a client that does not read', () => {
  const { socket } = connect()
  for (let n = 0; n < 40; n++) socket.emit('ping', Buffer.from('?'))
  expect(socket.pongs).toBe(40)
  for (let n = 0; n < 100; n++) socket.emit('ping', Buffer.from('?'))
  expect(socket.pongs).toBe(40)
  expect(socket.sent).toHaveLength(100)
  socket.emit('ping', Buffer.from('?'))
  expect(socket.closedWith).toBe(1008)

  const deaf = connect().socket
  deaf.bufferedAmount = (1 << 20) + 1
  deaf.emit('ping', Buffer.from('?'))
  expect(deaf.pongs).toBe(0)
  expect(deaf.closedWith).toBe(1013)
})

it('pongs that nobody asked for are limited too', () => {
  const { socket } = connect()
  for (let n = 0; n < 141; n++) socket.emit('pong')
  expect(socket.closedWith).toBe(1008)
})
