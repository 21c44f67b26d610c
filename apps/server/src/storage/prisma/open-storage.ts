import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import type { ClassLog } from '../classes.ts'
import type { SessionLog } from '../session-log.ts'
import type { Storage } from '../storage.ts'
import { StorageError } from '../storage-error.ts'
import { besideSession } from './beside-session.ts'
import { CLASS_LOGS, SESSION_LOGS } from './log-sql.ts'
import type { PostgresBounds } from './postgres/postgres-bounds.ts'
import { PrismaAccounts } from './prisma-accounts.ts'
import { PrismaBallots } from './prisma-ballots.ts'
import { PrismaClasses } from './prisma-classes.ts'
import { PrismaDirectory } from './prisma-directory.ts'
import { PrismaEventLog } from './prisma-event-log.ts'
import { PrismaRemarks } from './prisma-remarks.ts'
import { PrismaResults } from './prisma-results.ts'
import { PrismaReview } from './prisma-review.ts'
import { PrismaShareLinks } from './prisma-share-links.ts'
import { probeOf } from './probe.ts'
import type { Database } from './shared-connection.ts'

interface Opening {
  /** Without bounds: for a backup, which may take its time. */
  readonly patient?: boolean
  /** For a server: a SQLite file is one server's. */
  readonly alone?: boolean
  /** Others than a server's own; of a SQLite file for how long a transaction may wait, and last. */
  readonly bounds?: PostgresBounds | undefined
}

/**
 * Opens a database that a DATABASE_URL names, brought up to date.
 * @throws StorageError
 */
export async function openDatabase(url: string, opening: Opening = {}): Promise<Database> {
  const embedded = url.startsWith('file:')
  try {
    return await (embedded ? openFile(url.slice('file:'.length), opening) : openServer(url, opening))
  } catch (error) {
    if (error instanceof StorageError) throw error
    const remedy = embedded
      ? 'Name another file, or see that this account may write to it and its folder.'
      : 'See that it runs and lets this account in, or correct the variable.'
    throw new StorageError(`DATABASE_URL: ${placeOf(url)} can't be used: ${reasonOf(error)}. ${remedy}`, {
      cause: error,
    })
  }
}

// Each loads its engine's driver and client, which are most of what a server loads: the other's are of no use.

async function openFile(file: string, { alone, bounds }: Opening): Promise<Database> {
  const { openSqlite } = await import('./sqlite/open-sqlite.ts')
  return openSqlite(file, { ...(alone && { alone }), ...(bounds && { bounds }) })
}

async function openServer(url: string, opening: Opening): Promise<Database> {
  const { openPostgres } = await import('./postgres/open-postgres.ts')
  const { bounds, patient } = opening
  return openPostgres(url, { ...(patient && { patient }), ...(bounds && { bounds }) })
}

/** Without the password. */
function placeOf(url: string): string {
  if (url.startsWith('file:')) return url.slice('file:'.length)
  const { host, pathname } = new URL(url)
  return `the PostgreSQL ${host}${pathname}`
}

/** What the driver said: several things where a name has several addresses. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  if (isDriverAdapterError(error)) return error.cause.originalMessage ?? error.message
  return error instanceof Error ? error.message : String(error)
}

/**
 * Opens the storage that a DATABASE_URL names, brought up to date.
 * @param url `file:PATH` or `postgresql://…`
 * @param committed hears how many appends shared a commit
 * @param opening.alone for a server, of which a SQLite file has one
 * @param opening.bounds how long a PostgreSQL is waited for, if not as long as servers do
 */
export async function openStorage(
  url: string,
  committed: (size: number) => void = () => {},
  opening: Pick<Opening, 'alone' | 'bounds'> = {},
): Promise<Storage & { readonly applied: readonly string[] }> {
  const database = await openDatabase(url, opening)
  return { applied: database.applied, ...storageIn(database, committed) }
}

/** The storage in a database that is open. */
export function storageIn(database: Database, committed?: (size: number) => void): Storage {
  const { close, execute, sql } = database
  return {
    log: sessionLogOf(database, committed),
    classLog: classLogOf(database),
    directory: new PrismaDirectory(database),
    accounts: new PrismaAccounts(database),
    classes: new PrismaClasses(database),
    ballots: new PrismaBallots(database),
    shareLinks: new PrismaShareLinks(database),
    results: new PrismaResults(database),
    review: new PrismaReview(database),
    remarks: new PrismaRemarks(database),
    probe: () => execute(probeOf(sql)),
    close,
  }
}

/** The logs of sessions. */
export function sessionLogOf(database: Database, committed?: (size: number) => void): SessionLog {
  const { prisma, sql } = database
  const logs = sql.logs(SESSION_LOGS)
  return new PrismaEventLog(prisma, logs, database.appends(logs, besideSession(sql)), committed)
}

/** The logs of classes, beside whose events nothing is stored. */
function classLogOf(database: Database): ClassLog {
  const { prisma, sql } = database
  const logs = sql.logs(CLASS_LOGS)
  return new PrismaEventLog(
    prisma,
    logs,
    database.appends<never>(logs, () => []),
  )
}
