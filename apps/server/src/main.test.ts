import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import type { ChosenSegment, Role } from '@woshou/session'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { serve } from './serve.ts'
import { joinPair, playToEnd, seatPair } from './testing/pair.ts'
import { PATIENT } from './testing/patience.ts'
import { SeatSocket } from './testing/seat-socket.ts'
import { ServerProcess } from './testing/server-process.ts'
import { startServer } from './testing/start-server.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

// real processes and sockets, on machines that are busy with other things too

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => {
  folder[Symbol.dispose]()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const start = (variables: Record<string, string> = {}) =>
  ServerProcess.start({ DATABASE_URL: `file:${folder.file('woshou.db')}`, ...variables }, PATIENT)

/** What it says before it ends with 1. In this process: it gives up before it has begun anything. */
async function refusal(variables: Record<string, string>): Promise<string> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
  const said = vi.spyOn(console, 'error').mockReturnValue()
  await serve(PATIENT)
  expect(exit.mock.calls).toEqual([[1]])
  expect(said).toHaveBeenCalledOnce()
  const [[line] = []] = said.mock.calls
  expect(line).not.toMatch(/ {4}at |s3cret/)
  return String(line)
}

/** Waits until one of the two has a segment to send. */
async function nextToMove(sockets: Record<Role, SeatSocket>): Promise<{ mover: Role; segment: ChosenSegment }> {
  const due = (mover: Role) => {
    const socket = sockets[mover]
    return socket.until(() => socket.view?.started && socket.due && { mover, segment: socket.due })
  }
  return Promise.race([due('client'), due('server')])
}

describe('a server process', () => {
  it('tells everyone on SIGTERM and on SIGINT, loses nothing, exits with 0, and a restart carries on', async () => {
    let server = await start()
    const pair = await seatPair(server.url, { scenario: 'open-and-close-from-client' })
    let sockets = await joinPair(server.url, pair)
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { mover, segment } = await nextToMove(sockets)
      const { view } = sockets[mover]
      const move = sockets[mover].sendSegment(segment)
      const stopped = server.stop(signal)
      const closing = { reason: 'restart', retryAfter: expect.any(Number) }
      expect(await sockets[mover].next('closing'), signal).toMatchObject(closing)
      const answer = await move.catch(() => null)
      expect(await sockets.client.closed(), signal).toBe(1012)
      expect(await sockets.server.closed(), signal).toBe(1012)
      expect(await stopped, signal).toBe(0)

      server = await start()
      // the one goes on with what it had, the other begins anew
      const known = sockets.client.view
      sockets = {
        client: await SeatSocket.joined(server.url, pair.seats.client, known?.version, known),
        server: await SeatSocket.joined(server.url, pair.seats.server),
      }
      if (answer) expect(sockets[mover].view?.end.sent, signal).toBe((view?.end.sent ?? 0) + 1)
    }
    await playToEnd(sockets)
    expect(await server.stop('SIGTERM')).toBe(0)
  })

  it('lets time go on while it is down: what is overdue at its start happens, though nobody comes back', async () => {
    const server = await start()
    const pair = await seatPair(server.url)
    const { client } = await joinPair(server.url, pair)
    if (client.due) await client.sendSegment(client.due)
    await server.stop('SIGKILL')
    const again = await startServer({ env: { databaseUrl: `file:${folder.file('woshou.db')}` } })
    const storage = await again.storage()
    await expect.poll(async () => (await storage.log.read(pair.session)).at(-1)?.type).toBe('segment-arrived')
    await storage.close()
    await again.close()
  })

  it('prints at each start where the first account is made, until it has been: no line then, and no link that works', async () => {
    const line = ({ printed }: ServerProcess) => printed.filter((one) => one.includes('/teach/setup'))
    const started = async (publicOrigins: string) => {
      const server = await start({ PUBLIC_ORIGINS: publicOrigins })
      const [told = '', ...more] = line(server)
      expect(more).toEqual([])
      const at = publicOrigins || server.url
      expect(told).toMatch(new RegExp(`^Set up the instructor's account: ${at}/teach/setup#[\\w-]{22}$`))
      expect(server.log()).not.toContain('/teach/setup')
      return { server, token: told.slice(-22) }
    }
    const before = await started('https://woshou.example.org')
    await before.server.stop('SIGTERM')
    const { server, token } = await started('')
    const setUp = (by: string) => {
      const body = JSON.stringify({ token: by, login: 'mei', name: 'Mei', password: 'correct horse' })
      const headers = { 'content-type': 'application/json', origin: server.url }
      return fetch(`${server.url}/api/account/setup`, { method: 'POST', headers, body })
    }
    expect(before.token).not.toBe(token)
    // by the link of the start before
    expect((await setUp(before.token)).status).toBe(201)
    for (const used of [before.token, token]) expect((await setUp(used)).status).toBe(404)
    await server.stop('SIGTERM')
    const again = await start()
    expect(again.printed).toHaveLength(1)
    await again.stop('SIGTERM')
  })

  it.each([
    [{ PORT: 'abc' }, /PORT=abc is not possible: it takes a whole number from 0 to 65535/],
    [{ SCENARIO_DIR: '/nowhere' }, /SCENARIO_DIR: \/nowhere can't be read/],
    [{ DATABASE_URL: `file:${import.meta.dirname}` }, /DATABASE_URL: \S+ can't be used: .*Name another file/],
    [
      { DATABASE_URL: 'postgresql://woshou:s3cret@127.0.0.1:9/woshou' },
      /DATABASE_URL: the PostgreSQL 127\.0\.0\.1:9\/woshou can't be used: connect ECONNREFUSED.*See that it runs/,
    ],
  ])('says in one line what is wrong with its settings, and ends with 1: %o', async (variables, message) => {
    expect(await refusal(variables)).toMatch(message)
  })

  it('says which file is no database', async () => {
    writeFileSync(folder.file('notes.txt'), 'no database, but something that somebody may want to keep\n'.repeat(99))
    expect(await refusal({ DATABASE_URL: `file:${folder.file('notes.txt')}` })).toMatch(
      /DATABASE_URL: \S+notes\.txt can't be used: file is not a database\. Name another file/,
    )
  })

  it('says which address is not this machine’s', async () => {
    await expect(start({ HOST: '192.0.2.1' })).rejects.toThrow(/EADDRNOTAVAIL.*Set HOST to an address of this machine/)
  })

  it('says which port is in use, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await expect(start({ PORT: `${port}` })).rejects.toThrow(/EADDRINUSE.*set PORT to another number/)
    other.close()
    await once(other, 'close')
  })
})
