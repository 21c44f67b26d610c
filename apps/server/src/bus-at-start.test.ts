import { expect, inject, it } from 'vitest'
import { freePort } from './testing/free-port.ts'
import { createMigrated } from './testing/migrated-database.ts'
import { dropDatabase } from './testing/own-postgres.ts'
import { ask, playToEnd, seatPair } from './testing/pair.ts'
import { SeatSocket } from './testing/seat-socket.ts'
import { startServer } from './testing/start-server.ts'

// whether other servers are heard of, as whoever starts one finds it

const postgresUrl = inject('postgresUrl')
const busOf = async (url: string) => (await ask<{ bus: string }>(url, '/healthz')).bus

it('a server on a SQLite file is alone', async () => {
  const server = await startServer()
  expect(await busOf(server.url)).toBe('alone')
  await server.close()
})

it.skipIf(postgresUrl === null)(
  'servers on one PostgreSQL without VALKEY_URL have no bus, and find what the other has stored by the log',
  async () => {
    const databaseUrl = await createMigrated()
    const servers = [await startServer({ env: { databaseUrl } }), await startServer({ env: { databaseUrl } })] as const
    expect(await Promise.all(servers.map(({ url }) => busOf(url)))).toEqual(['none', 'none'])
    const { seats } = await seatPair(servers[0].url)
    const sockets = {
      client: await SeatSocket.joined(servers[0].url, seats.client),
      server: await SeatSocket.joined(servers[1].url, seats.server),
    }
    await playToEnd(sockets)
    for (const socket of Object.values(sockets)) socket.close()
    for (const server of servers) await server.close()
    await dropDatabase(postgresUrl ?? '', databaseUrl)
  },
)

it('a Valkey that is dead at the start is told before anybody is let in, and the server plays all the same', async () => {
  const valkeyUrl = `redis://127.0.0.1:${await freePort()}`
  const server = await startServer({ env: { valkeyUrl }, busWithin: 100 })
  const said = server.logged.map((line) => JSON.parse(line) as { msg: string; level: number })
  const told = said.findIndex(({ msg }) => msg.startsWith('the bus (VALKEY_URL) is lost'))
  const ready = said.findIndex(({ msg }) => msg.startsWith('Server listening'))
  expect(said[told]).toMatchObject({ level: 40 })
  expect(told).toBeLessThan(ready)
  expect(await busOf(server.url)).toBe('lost')
  const { seats } = await seatPair(server.url)
  const sockets = {
    client: await SeatSocket.joined(server.url, seats.client),
    server: await SeatSocket.joined(server.url, seats.server),
  }
  await playToEnd(sockets)
  for (const socket of Object.values(sockets)) socket.close()
  // once, and not with every attempt
  expect(server.logged.filter((line) => line.includes('the bus (VALKEY_URL) is lost'))).toHaveLength(1)
  await server.close()
})
