import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStorage } from './storage/prisma/open-storage.ts'
import { joinPair, playToEnd, seatPair } from './testing/pair.ts'
import { PATIENT } from './testing/patience.ts'
import { SeatSocket } from './testing/seat-socket.ts'
import { ServerProcess } from './testing/server-process.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

// real processes and sockets, on machines that are busy with other things too

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const start = (variables: Record<string, string> = {}) =>
  ServerProcess.start({ DATABASE_URL: `file:${folder.file('woshou.db')}`, ...variables }, PATIENT)

describe('a server process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'tells everyone on %s, loses nothing, exits with 0, and a restart carries on',
    async (signal) => {
      const server = await start()
      const pair = await seatPair(server.url, { scenario: 'open-and-close-from-client' })
      const sockets = await joinPair(server.url, pair)
      const { client } = sockets
      const { due } = client
      if (!due) throw new Error('nothing to send')
      const move = client.sendSegment(due)
      const stopped = server.stop(signal)
      expect(await client.next('closing')).toMatchObject({ reason: 'restart', retryAfter: expect.any(Number) })
      const answer = await move.catch(() => null)
      expect(await client.closed()).toBe(1012)
      expect(await sockets.server.closed()).toBe(1012)
      expect(await stopped).toBe(0)

      const again = await start()
      const view = client.view
      const resumed = {
        client: await SeatSocket.joined(again.url, pair.seats.client, view?.version, view),
        server: await SeatSocket.joined(again.url, pair.seats.server),
      }
      if (answer) expect(resumed.client.view?.end.sent).toBe(1)
      await playToEnd(resumed)
      expect(await again.stop('SIGTERM')).toBe(0)
    },
  )

  it('lets time go on while it is down: what is overdue at its start happens, though nobody comes back', async () => {
    const server = await start()
    const pair = await seatPair(server.url)
    const { client } = await joinPair(server.url, pair)
    if (client.due) await client.sendSegment(client.due)
    await server.stop('SIGKILL')
    const again = await start()
    const storage = await openStorage(`file:${folder.file('woshou.db')}`)
    await expect.poll(async () => (await storage.log.read(pair.session)).at(-1)?.type).toBe('segment-arrived')
    await storage.close()
    await again.stop('SIGTERM')
  })

  it('prints at each start where the first account is made, until it has been: no line then, and no link that works', async () => {
    const line = ({ printed }: ServerProcess) => printed.filter((one) => one.includes('/teach/setup'))
    const starts: string[] = []
    for (const publicOrigins of ['', 'https://woshou.example.org']) {
      const server = await start({ PUBLIC_ORIGINS: publicOrigins })
      const [told = '', ...more] = line(server)
      expect(more).toEqual([])
      const at = publicOrigins || server.url
      expect(told).toMatch(new RegExp(`^Set up the instructor's account: ${at}/teach/setup#[\\w-]{22}$`))
      expect(server.log()).not.toContain('/teach/setup')
      starts.push(told.slice(-22))
      await server.stop('SIGTERM')
    }
    const server = await start()
    const setUp = (token: string) => {
      const body = JSON.stringify({ token, login: 'mei', name: 'Mei', password: 'correct horse' })
      const headers = { 'content-type': 'application/json', origin: server.url }
      return fetch(`${server.url}/api/account/setup`, { method: 'POST', headers, body })
    }
    const [first = '', second = ''] = starts
    expect(first).not.toBe(second)
    expect((await setUp(first)).status).toBe(201)
    for (const token of [first, second, line(server)[0]?.slice(-22) ?? ''])
      expect((await setUp(token)).status).toBe(404)
    await server.stop('SIGTERM')
    const again = await start()
    expect(again.printed).toHaveLength(1)
    await again.stop('SIGTERM')
  })

  it.each([
    [{ PORT: 'abc' }, /PORT=abc is not possible: it takes a whole number from 0 to 65535/],
    [{ SCENARIO_DIR: '/nowhere' }, /SCENARIO_DIR: \/nowhere can't be read/],
    [{ HOST: '192.0.2.1' }, /EADDRNOTAVAIL.*Set HOST to an address of this machine/],
    [{ DATABASE_URL: `file:${import.meta.dirname}` }, /DATABASE_URL: \S+ can't be used: .*Name another file/],
    [
      { DATABASE_URL: 'postgresql://woshou:s3cret@127.0.0.1:9/woshou' },
      /DATABASE_URL: the PostgreSQL 127\.0\.0\.1:9\/woshou can't be used: connect ECONNREFUSED.*See that it runs/,
    ],
  ])('says in one line what is wrong with its settings: %o', async (variables, message) => {
    const error = await start(variables).then(
      () => '',
      (reason) => String(reason),
    )
    expect(error).toMatch(message)
    expect(error).not.toContain('    at ')
    expect(error).not.toContain('s3cret')
  })

  it('says which file is no database', async () => {
    writeFileSync(folder.file('notes.txt'), 'no database, but something that somebody may want to keep\n'.repeat(99))
    await expect(start({ DATABASE_URL: `file:${folder.file('notes.txt')}` })).rejects.toThrow(
      /DATABASE_URL: \S+notes\.txt can't be used: file is not a database\. Name another file/,
    )
  })

  it('says which port is in use, and what to do', async () => {
    const server = await start()
    // a database of its own: one file has one server
    const other = { PORT: new URL(server.url).port, DATABASE_URL: `file:${folder.file('other.db')}` }
    await expect(start(other)).rejects.toThrow(/EADDRINUSE.*set PORT to another number/)
    await server.stop('SIGTERM')
  })
})
