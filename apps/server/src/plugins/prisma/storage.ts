import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { PrismaDirectory } from '../../log/prisma-directory.ts'
import { PrismaEventLog } from '../../log/prisma-event-log.ts'
import { POSTGRESQL, SQLITE } from '../../log/prisma-sql.ts'
import type { Storage } from '../../services.ts'
import type { Database } from './shared-connection.ts'

/** Thrown at boot: says which database can't be used, why, and what to do. */
export class StorageError extends Error {}

/**
 * Opens a database that a DATABASE_URL names, brought up to date.
 * @throws StorageError
 */
export async function openDatabase(url: string, { patient = false } = {}): Promise<Database> {
  const embedded = url.startsWith('file:')
  try {
    return await (embedded ? openFile(url.slice('file:'.length)) : openServer(url, patient))
  } catch (error) {
    const remedy = embedded
      ? 'Name another file, or see that this account may write to it and its folder.'
      : 'See that it runs and lets this account in, or correct the variable.'
    throw new StorageError(`DATABASE_URL: ${placeOf(url)} can't be used: ${reasonOf(error)}. ${remedy}`, {
      cause: error,
    })
  }
}

// Each loads its engine's driver and client, which are most of what a server loads: the other's are of no use.

async function openFile(file: string): Promise<Database> {
  const { openSqlite } = await import('./open-sqlite.ts')
  return openSqlite(file)
}

async function openServer(url: string, patient: boolean): Promise<Database> {
  const { openPostgres } = await import('./open-postgres.ts')
  return openPostgres(url, { patient })
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
 */
export async function openStorage(
  url: string,
  committed: (size: number) => void = () => {},
): Promise<Storage & { readonly applied: readonly string[] }> {
  const { prisma, applied, execute } = await openDatabase(url)
  const sql = url.startsWith('file:') ? SQLITE : POSTGRESQL
  // one question at a time, however many want to know: anybody may ask
  let asked: Promise<void> | null = null
  const ask = async () => {
    await prisma.$queryRaw`SELECT 1`
  }
  return {
    applied,
    log: new PrismaEventLog(prisma, sql, execute, committed),
    directory: new PrismaDirectory(prisma, sql, execute),
    check: () => {
      asked ??= ask().finally(() => {
        asked = null
      })
      return asked
    },
    close: () => prisma.$disconnect(),
  }
}
