import { Prisma } from '../generated/sqlite/client.ts'
import type { Logs } from '../storage/event-log.contract.ts'
import type { LogEvent } from '../storage/event-log.ts'
import { MemoryEventLog } from '../storage/memory/memory-event-log.ts'
import { PrismaEventLog } from '../storage/prisma/prisma-event-log.ts'
import type { Database } from '../storage/prisma/shared-connection.ts'
import { SQLITE } from '../storage/prisma/sqlite/sqlite-sql.ts'
import { drawToken } from '../storage/seat-token.ts'

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
  }
}

const TABLES = { owners: 'Diary', rows: 'DiaryAppend' }

const MAKE = (counted: string) => [
  `CREATE TABLE IF NOT EXISTS "Diary" ("key" ${counted}, "id" TEXT NOT NULL UNIQUE)`,
  'CREATE TABLE IF NOT EXISTS "Bookmark" ("mark" TEXT PRIMARY KEY)',
  `CREATE TABLE IF NOT EXISTS "DiaryAppend" ("log" INTEGER NOT NULL REFERENCES "Diary" ("key") ON DELETE CASCADE,
   "first" INTEGER NOT NULL, "last" INTEGER NOT NULL, "at" BIGINT NOT NULL, "events" TEXT NOT NULL, PRIMARY KEY ("log", "first"))`,
]

/** The same in a database, in tables of their own. @param there the same, as another server has it */
export async function diariesIn(here: Database, there: Database): Promise<Logs<Line, Bookmark>> {
  const { prisma } = here
  const counted = here.sql === SQLITE ? 'INTEGER PRIMARY KEY AUTOINCREMENT' : 'SERIAL PRIMARY KEY'
  for (const statement of MAKE(counted)) await prisma.$executeRawUnsafe(statement)
  const logOf = (database: Database) => {
    const sql = database.sql.logs(TABLES)
    const commit = database.appends<Bookmark>(sql, (stored) =>
      stored.map(({ beside: { mark } }) => Prisma.sql`INSERT INTO "Bookmark" ("mark") VALUES (${mark})`),
    )
    return new PrismaEventLog<Line, Bookmark>(database.prisma, sql, commit)
  }
  return {
    log: logOf(here),
    elsewhere: logOf(there),
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
  }
}
