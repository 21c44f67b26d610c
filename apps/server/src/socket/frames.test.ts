import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { JoinedFrames } from './frames.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** Two ends of a real socket, of which one side is the server's. */
async function connected() {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  open.push(
    () => client.terminate(),
    () => server.close(),
    () => http.close(),
  )
  const [socket, request] = (await once(server, 'connection')) as [WebSocket, { readonly socket: Socket }]
  await once(client, 'open')
  const heard: string[] = []
  client.on('message', (data) => heard.push(String(data)))
  client.on('ping', () => heard.push('ping'))
  const writes: unknown[] = []
  const wire = {
    write: (chunk: string, encoding: BufferEncoding) => {
      writes.push(chunk)
      return request.socket.write(chunk, encoding)
    },
  }
  return { client, socket, heard, writes, frames: new JoinedFrames(socket, wire as unknown as Socket) }
}

it('what is said arrives as ws would have written it, whatever its length and letters (RFC 6455, §5.2)', async () => {
  const { client, frames, heard, socket } = await connected()
  const lengths = [0, 1, 125, 126, 127, 255, 256, 65_535, 65_536, 70_000, 200_000]
  const texts = [
    ...lengths.map((length) => 'a'.repeat(length)),
    '握手',
    'Zoë',
    '🤝',
    '握'.repeat(42),
    '握'.repeat(22_000),
  ]
  for (const text of texts) {
    frames.text(text)
    await nextTurn()
  }
  for (const text of texts) frames.text(text)
  frames.flush()
  socket.send('the last')
  while (heard.at(-1) !== 'the last') await once(client, 'message')
  expect(heard).toEqual([...texts, ...texts, 'the last'])
})

it('what is said in one go leaves in one write', async () => {
  const { client, frames, heard, writes } = await connected()
  frames.ping()
  frames.text('{"type":"events"}')
  frames.text('{"type":"accepted"}')
  expect([writes.length, frames.waiting]).toEqual([0, 2 + 2 + 17 + 2 + 19])
  while (heard.length < 3) await once(client, 'message')
  expect(heard).toEqual(['ping', '{"type":"events"}', '{"type":"accepted"}'])
  expect([writes.length, frames.waiting]).toEqual([1, 0])
  frames.text('later')
  await nextTurn()
  expect(writes).toHaveLength(2)
})

it('nothing follows a frame that closes', async () => {
  const { client, frames, heard, socket, writes } = await connected()
  frames.text('before')
  frames.flush()
  socket.close(1013)
  frames.text('after')
  const [code] = await once(client, 'close')
  expect([code, heard, writes.length]).toEqual([1013, ['before'], 1])
})
