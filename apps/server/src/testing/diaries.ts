import { Prisma } from '../generated/sqlite/client.ts'
import type { Logs } from '../storage/event-log.contract.ts'
import type { LogEvent } from '../storage/event-log.ts'
import { MemoryEventLog } from '../storage/memory/memory-event-log.ts'
import { openDatabase } from '../storage/prisma/open-storage.ts'
import { PrismaEventLog } from '../storage/prisma/prisma-event-log.ts'
import { drawToken } from '../storage/seat-token.ts'
import { PATIENT_BOUNDS } from './patience.ts'

/** The least event there is. */
interface Line extends LogEvent {
  readonly text: string
}

/** A bookmark, of which a diary has one. */
interface Bookmark {
  readonly mark: string
}

const line = (version: number, text: string, at = version): Line => ({ text, version, at })

/** Another kind of log, to show that the code of sessions' logs is anybody's: here in memory. */
export async function diariesInMemory(): Promise<Logs<Line, Bookmark>> {
  const marks = new Set<string>()
  const log = new MemoryEventLog<Line, Bookmark>((_diary, { mark }) => !marks.has(mark) && Boolean(marks.add(mark)))
  return {
    log,
    elsewhere: log,
    async begin() {
      const id = drawToken()
      log.begin(id)
      return { id, events: [] }
    },
    event: line,
    beside: (mark) => ({ row: { mark }, stands: async () => marks.has(mark) }),
    close: async () => {},
  }
}

const TABLES = { owners: 'Diary', rows: 'DiaryAppend' }

const MAKE = (counted: string) => [
  `CREATE TABLE IF NOT EXISTS "Diary" ("key" ${counted}, "id" TEXT NOT NULL UNIQUE)`,
  'CREATE TABLE IF NOT EXISTS "Bookmark" ("mark" TEXT PRIMARY KEY)',
  `CREATE TABLE IF NOT EXISTS "DiaryAppend" ("log" INTEGER NOT NULL REFERENCES "Diary" ("key") ON DELETE CASCADE,
   "first" INTEGER NOT NULL, "last" INTEGER NOT NULL, "at" BIGINT NOT NULL, "events" TEXT NOT NULL, PRIMARY KEY ("log", "first"))`,
]

/** The same in a database, in tables of their own. @param urls of one server, and of another that shares it, if there may be one */
export async function diariesIn(...urls: readonly string[]): Promise<Logs<Line, Bookmark>> {
  const databases: Awaited<ReturnType<typeof openDatabase>>[] = []
  for (const url of urls) databases.push(await openDatabase(url, { bounds: PATIENT_BOUNDS }))
  const [database] = databases
  if (!database) throw new Error('name a database')
  const { prisma } = database
  const counted = urls[0]?.startsWith('file:') ? 'INTEGER PRIMARY KEY AUTOINCREMENT' : 'SERIAL PRIMARY KEY'
  for (const statement of MAKE(counted)) await prisma.$executeRawUnsafe(statement)
  const logs = databases.map((one) => {
    const sql = one.sql.logs(TABLES)
    const commit = one.appends<Bookmark>(sql, (stored) =>
      stored.map(({ beside: { mark } }) => Prisma.sql`INSERT INTO "Bookmark" ("mark") VALUES (${mark})`),
    )
    return new PrismaEventLog<Line, Bookmark>(one.prisma, sql, commit)
  })
  const [log, elsewhere = log] = logs
  if (!log || !elsewhere) throw new Error('name a database')
  return {
    log,
    elsewhere,
    async begin() {
      const id = drawToken()
      await prisma.$executeRaw`INSERT INTO "Diary" ("id") VALUES (${id})`
      return { id, events: [] }
    },
    event: line,
    beside: (mark) => ({
      row: { mark },
      stands: async () =>
        (await prisma.$queryRaw<object[]>`SELECT 1 FROM "Bookmark" WHERE "mark" = ${mark}`).length > 0,
    }),
    close: async () => {
      for (const one of databases) await one.close()
    },
  }
}
