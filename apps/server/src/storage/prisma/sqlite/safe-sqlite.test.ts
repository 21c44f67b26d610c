import { readdirSync, statSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PrismaClient } from '../../../generated/sqlite/client.ts'
import { BOUND } from '../../../testing/bound.ts'
import { TemporaryFolder } from '../../../testing/temporary-folder.ts'
import { openSqlite } from './open-sqlite.ts'
import { SafeSqlite } from './safe-sqlite.ts'
import { ThreadedSqlite } from './threaded-sqlite.ts'

let folder: TemporaryFolder
let prisma: PrismaClient
beforeEach(async () => {
  folder = new TemporaryFolder()
  prisma = (await openSqlite(folder.file('deep/er/woshou.db'))).prisma
})
afterEach(async () => {
  vi.useRealTimers()
  await prisma.$disconnect()
  folder[Symbol.dispose]()
})

const session = (id: string) => ({ data: { id, scenarioId: 'x', createdAt: new Date() } })

describe('the SQLite connection', () => {
  it('ends with the database, also when nobody has asked Prisma for anything, and when it is closed twice', async () => {
    const database = await openSqlite(folder.file('unused.db'))
    const besides = () => readdirSync(folder.file('.')).filter((file) => file.startsWith('unused.db-'))
    expect(besides()).not.toEqual([])
    await Promise.all([database.close(), database.close()])
    // whoever closes a file last takes its log away
    expect(besides()).toEqual([])
  })

  it('survives a loss of power: WAL with full sync, foreign keys on', async () => {
    const pragma = async (name: string) =>
      Object.values((await prisma.$queryRawUnsafe<object[]>(`PRAGMA ${name}`))[0] ?? {})[0]
    expect(await pragma('journal_mode')).toBe('wal')
    expect(Number(await pragma('synchronous'))).toBe(2)
    expect(Number(await pragma('foreign_keys'))).toBe(1)
    expect(Number(await pragma('busy_timeout'))).toBe(5_000)
  })

  it.skipIf(process.platform === 'win32')('is its owner’s alone, with the files beside it', async () => {
    await prisma.session.create(session('x'))
    const rights = readdirSync(folder.file('deep/er')).map((name) => [
      name,
      (statSync(folder.file(`deep/er/${name}`)).mode & 0o777).toString(8),
    ])
    expect(Object.fromEntries(rights)).toEqual({ 'woshou.db': '600', 'woshou.db-shm': '600', 'woshou.db-wal': '600' })
  })

  it('keeps a statement outside a transaction out of it: acknowledged is stored, whatever becomes of the other', async () => {
    let outside: Promise<unknown> = Promise.resolve()
    const failing = prisma.$transaction(async (transaction) => {
      await transaction.session.create(session('inside'))
      outside = prisma.session.create(session('outside'))
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    await outside
    expect((await prisma.session.findMany()).map(({ id }) => id)).toEqual(['outside'])
  })

  it('lets transactions wait for their turn longer than Prisma would, as long as a slow disk may take', async () => {
    const disk = await new SafeSqlite(`file:${folder.file('deep/er/woshou.db')}`, []).connect()
    // on a machine that is busy with other things SQLite's own five seconds could be over first
    await prisma.$queryRawUnsafe(`PRAGMA busy_timeout=${BOUND}`)
    await disk.executeScript('BEGIN IMMEDIATE')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const waiting = ['one', 'two'].map((id) =>
      prisma.$transaction([prisma.session.create(session(id)), prisma.session.count()]),
    )
    // whatever gives up in time is asked for by now, and nine seconds go by
    while (vi.getTimerCount() < waiting.length) await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(9_000)
    vi.useRealTimers()
    await disk.executeScript('COMMIT')
    await disk.dispose()
    await Promise.all(waiting)
    expect(await prisma.session.count()).toBe(2)
  })

  it('goes on in a new thread when its own has died; what was under way has failed', async () => {
    const file = folder.file('other.db')
    const threads: Worker[] = []
    const remember = (thread: Worker) => threads.push(thread)
    process.on('worker', remember)
    const inRestedThreads: PrismaClient[] = []
    let other = (await openSqlite(file)).prisma
    // those whose files are closed are taken first
    while (threads.length === 0) {
      inRestedThreads.push(other)
      other = (await openSqlite(file)).prisma
    }
    // it has been born by now, however long the opening took
    const born = performance.now()
    try {
      await other.session.create(session('before'))
      const [thread] = threads
      await expect.poll(() => performance.now() - born).toBeGreaterThan(1_000)
      const underWay = other.$transaction(async (transaction) => {
        await transaction.session.create(session('under way'))
        await thread?.terminate()
        await transaction.session.create(session('after its death'))
      })
      await expect(underWay).rejects.toThrow()
      await other.$transaction([other.session.create(session('after'))])
      const ids = (await other.session.findMany()).map(({ id }) => id)
      expect(ids.toSorted()).toEqual(['after', 'before'])
      expect(threads).toHaveLength(2)
    } finally {
      process.off('worker', remember)
      await Promise.all([other, ...inRestedThreads].map((one) => one.$disconnect()))
    }
  })

  it('is over with its file: the thread goes on with the next one, and nobody’s statement comes into another’s', async () => {
    const threads: Worker[] = []
    const remember = (thread: Worker) => threads.push(thread)
    const past = await new ThreadedSqlite(`file:${folder.file('past.db')}`, []).connect()
    const transaction = await past.startTransaction()
    await past.dispose()
    process.on('worker', remember)
    const next = await new ThreadedSqlite(`file:${folder.file('next.db')}`, []).connect()
    process.off('worker', remember)
    expect(threads).toEqual([])
    const sql = { sql: 'CREATE TABLE stray (id)', args: [], argTypes: [] }
    await expect(past.executeRaw(sql)).rejects.toThrow('the database is closed')
    await expect(past.executeScript(sql.sql)).rejects.toThrow('the database is closed')
    await expect(transaction.executeRaw(sql)).rejects.toThrow('the database is closed')
    await past.dispose()
    expect((await next.queryRaw({ ...sql, sql: 'SELECT name FROM sqlite_schema' })).rows).toEqual([])
    await next.dispose()
  })

  it('goes on after a transaction whose COMMIT fails', async () => {
    // a deferred foreign key is checked at COMMIT
    const failing = prisma.$transaction(async (transaction) => {
      await transaction.$executeRawUnsafe('PRAGMA defer_foreign_keys=ON')
      await transaction.seat.create({
        data: { sessionId: 'nowhere', role: 'client', name: 'x', tokenHash: 'x', takenAt: new Date() },
      })
    })
    await expect(failing).rejects.toThrow()
    await prisma.session.create(session('after'))
    await prisma.$transaction([prisma.session.create(session('after that'))])
    expect(await prisma.session.count()).toBe(2)
    expect(await prisma.seat.count()).toBe(0)
  })
})
