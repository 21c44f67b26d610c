import type { Accounts } from '../accounts.ts'
import type { Results } from '../results.ts'
import type { SessionLog } from '../session-log.ts'
import { openDatabase, sessionLogOf } from './open-storage.ts'
import { PrismaAccounts } from './prisma-accounts.ts'
import { PrismaDirectory } from './prisma-directory.ts'
import { PrismaRecords } from './prisma-records.ts'
import { PrismaResults } from './prisma-results.ts'
import { PrismaStudents } from './prisma-students.ts'

/** The records of a database. */
export interface OpenRecords {
  readonly records: PrismaRecords
  readonly accounts: Accounts
  readonly students: PrismaStudents
  readonly results: Results
  readonly log: SessionLog
  /**
   * Has a SQLite file hold no more what has been deleted: the log of its latest changes is written into it and emptied.
   * False when a server was reading just then; the server does it with one of its next thousands of moves, or when it
   * stops. On PostgreSQL true: it sees to that itself (VACUUM).
   */
  settle(): Promise<boolean>
  close(): Promise<void>
}

/** @param url as `openStorage` takes it */
export async function openRecords(url: string): Promise<OpenRecords> {
  const database = await openDatabase(url, { patient: true })
  const { prisma } = database
  const embedded = url.startsWith('file:')
  const directory = new PrismaDirectory(database)
  const log = sessionLogOf(database)
  return {
    accounts: new PrismaAccounts(database),
    students: new PrismaStudents(prisma),
    results: new PrismaResults(database),
    log,
    records: new PrismaRecords(prisma, {
      read: (session) => log.read(session),
      summaries: (ids) => directory.summaries(ids),
    }),
    async settle() {
      if (!embedded) return true
      const [row] = await prisma.$queryRawUnsafe<{ busy: number | bigint }[]>('PRAGMA wal_checkpoint(TRUNCATE)')
      return Number(row?.busy) === 0
    },
    close: () => database.close(),
  }
}
