import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import fastify from 'fastify'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { endConnections } from './end-connections.ts'
import { type App, typeBySchema } from './schemas.ts'

let app: App
/** Lets `/slow` be answered. */
let answer: () => void
let asked: Promise<void>
let port: number

beforeEach(async () => {
  app = typeBySchema(fastify())
  const { promise: answered, resolve } = Promise.withResolvers<void>()
  answer = resolve
  const arrived = Promise.withResolvers<void>()
  asked = arrived.promise
  app.get('/', async () => 'here')
  app.get('/slow', async () => {
    arrived.resolve()
    await answered
    return 'at last'
  })
  app.post('/', async () => 'taken')
  endConnections(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  port = (app.server.address() as { port: number }).port
})
afterEach(() => app.close())

/** A connection that the server knows, on which this has been said. */
async function connected(text: string): Promise<{ readonly socket: Socket; readonly heard: () => string }> {
  const known = once(app.server, 'connection') as Promise<[Socket]>
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', (data) => {
    heard += data
  })
  const [theirs] = await known
  if (text !== '') {
    socket.write(text)
    while (theirs.bytesRead < text.length) await new Promise(setImmediate)
  }
  return { socket, heard: () => heard }
}

const HEAD = 'HTTP/1.1\r\nHost: here\r\n'

it.each([
  ['on which nothing has been asked yet', ''],
  ['whose request has not come as a whole', `GET / ${HEAD}`],
  ['whose body has not come as a whole', `POST / ${HEAD}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`],
  ['that has been answered and may be asked again', `GET / ${HEAD}\r\n`],
])('a server that closes does not wait for a connection %s', async (_what, text) => {
  const { socket } = await connected(text)
  const ended = once(socket, 'close')
  await app.close()
  await ended
})

it.each([
  ['what it has been asked', `GET /slow ${HEAD}\r\n`, ['at last']],
  ['all it has been asked, one after the other', `GET /slow ${HEAD}\r\nGET / ${HEAD}\r\n`, ['at last', 'here']],
  ['all, the slow one last', `GET / ${HEAD}\r\nGET /slow ${HEAD}\r\n`, ['here', 'at last']],
])('a server that closes answers %s, and ends the connection then', async (_what, text, answers) => {
  const { socket, heard } = await connected(text)
  await asked
  const ended = once(socket, 'close')
  const closed = app.close()
  // what waits for nothing has been ended when the server listens no more
  while (app.server.listening) await new Promise(setImmediate)
  expect(socket.closed).toBe(false)
  answer()
  await closed
  await ended
  for (const said of answers) expect(heard()).toContain(said)
})
