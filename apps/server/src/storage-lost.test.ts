import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { Client } from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { endWithUs } from './testing/end-with-us.ts'
import { createMigrated } from './testing/migrated-database.ts'
import { dropDatabase } from './testing/own-postgres.ts'
import { joinPair, seatPair } from './testing/pair.ts'
import type { SeatSocket } from './testing/seat-socket.ts'
import { ServerProcess } from './testing/server-process.ts'
import { startServer, type TestServer } from './testing/start-server.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

const ready = async (url: string) => {
  const [health, readiness] = await Promise.all(['healthz', 'readyz'].map((path) => fetch(`${url}/${path}`)))
  return [health?.status, readiness?.status]
}

/** Moves. @returns what the answer is */
async function move(client: SeatSocket): Promise<string> {
  if (!client.due) throw new Error('nothing to send')
  return (await client.sendSegment(client.due)).type
}

describe('a SQLite file that is no longer where it was', () => {
  let server: TestServer
  afterEach(() => server.close())

  it.each(['deleted', 'replaced', 'without its write-ahead log'] as const)(
    'when it is %s takes no move: the log and readiness say so',
    async (fate) => {
      server = await startServer()
      const { client } = await joinPair(server.url, await seatPair(server.url))
      expect(await ready(server.url)).toEqual([200, 200])
      const { databaseFile, logged } = server
      if (fate === 'replaced') {
        copyFileSync(databaseFile, `${databaseFile}.copy`)
        renameSync(`${databaseFile}.copy`, databaseFile)
      } else rmSync(fate === 'deleted' ? databaseFile : `${databaseFile}-wal`)
      expect(await move(client)).toBe('error')
      expect(logged.join('')).toContain('nothing can be stored')
      expect(logged.join('')).toMatch(/woshou\.db(-wal)? is no longer the file that was opened.*Nothing is stored/)
      expect(await ready(server.url)).toEqual([503, 503])
      client.close()
    },
  )

  it('is found to be lost though nobody moves, and to be back', async () => {
    server = await startServer()
    const { databaseFile } = server
    expect(await ready(server.url)).toEqual([200, 200])
    renameSync(databaseFile, `${databaseFile}.away`)
    await expect.poll(() => ready(server.url)).toEqual([503, 503])
    renameSync(`${databaseFile}.away`, databaseFile)
    await expect.poll(() => ready(server.url)).toEqual([200, 200])
    expect(server.logged.join('')).toContain('what happens is stored again')
  })
})

describe('a SQLite file that somebody else keeps locked', () => {
  it('makes the server unready until it is free', async () => {
    using folder = new TemporaryFolder()
    const file = folder.file('woshou.db')
    const server = await ServerProcess.start({ DATABASE_URL: `file:${file}` })
    expect(await ready(server.url)).toEqual([200, 200])
    // in a process of its own: the system's locks are between processes
    const script = `
      const database = new (require('node:sqlite').DatabaseSync)(process.argv[1], { timeout: 10_000 })
      database.exec('BEGIN IMMEDIATE')
      console.log('locked')
      setInterval(() => {}, 1000)`
    const locker = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'ignore'] })
    endWithUs(locker)
    await once(locker.stdout, 'data')
    await expect.poll(() => ready(server.url)).toEqual([503, 503])
    locker.kill('SIGKILL')
    await expect.poll(() => ready(server.url)).toEqual([200, 200])
    expect(server.log()).toContain('nothing can be stored')
    await server.stop('SIGTERM')
  })
})

const postgresUrl = inject('postgresUrl')
describe.skipIf(postgresUrl === null)('a PostgreSQL that only lets read', () => {
  it('takes no move, and makes the server unready until it lets write', async () => {
    const url = await createMigrated()
    const name = new URL(url).pathname.slice(1)
    const admin = new Client({ connectionString: postgresUrl ?? '' })
    await admin.connect()
    const server = await startServer({ env: { databaseUrl: url } })
    const { client } = await joinPair(server.url, await seatPair(server.url))
    /** Connections begin with what the database says then. */
    const begin = async (setting: string) => {
      await admin.query(`ALTER DATABASE "${name}" ${setting}`)
      // each is waited for: one that still ends could take a move
      await admin.query('SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = $1', [name])
    }
    await begin('SET default_transaction_read_only = on')
    expect(await move(client)).toBe('error')
    expect(server.logged.join('')).toContain('nothing can be stored')
    await expect.poll(() => ready(server.url)).toEqual([503, 503])
    await expect.poll(() => server.logged.join('')).toContain('read-only')
    await begin('RESET default_transaction_read_only')
    await expect.poll(() => ready(server.url)).toEqual([200, 200])
    client.close()
    await server.close()
    await admin.end()
    await dropDatabase(postgresUrl ?? '', url)
  })
})

describe('two servers on one SQLite file', () => {
  it('the second is refused at its start, under any of the file’s names; kill -9 leaves nothing in the way', async () => {
    using folder = new TemporaryFolder()
    const file = folder.file('woshou.db')
    const first = await ServerProcess.start({ DATABASE_URL: `file:${file}` })
    symlinkSync(file, folder.file('other.db'))
    for (const name of ['woshou.db', 'other.db'])
      await expect(ServerProcess.start({ DATABASE_URL: `file:${folder.file(name)}` })).rejects.toThrow(
        new RegExp(`another server of Woshou's has \\S+${name}, .*Stop that server, or name another file`),
      )
    expect(await ready(first.url)).toEqual([200, 200])
    await first.stop('SIGKILL')
    const next = await ServerProcess.start({ DATABASE_URL: `file:${file}` })
    expect(await next.stop('SIGTERM')).toBe(0)
  })
})
