import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { PrismaDirectory } from '../../log/prisma-directory.ts'
import { PrismaEventLog } from '../../log/prisma-event-log.ts'
import { POSTGRESQL, SQLITE } from '../../log/prisma-sql.ts'
import type { Storage } from '../../services.ts'
import { openPostgres } from './open-postgres.ts'
import { openSqlite } from './open-sqlite.ts'
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
    return await (embedded ? openSqlite(url.slice('file:'.length)) : openPostgres(url, { patient }))
  } catch (error) {
    const remedy = embedded
      ? 'Name another file, or see that this account may write to it and its folder.'
      : 'See that it runs and lets this account in, or correct the variable.'
    throw new StorageError(`DATABASE_URL: ${placeOf(url)} can't be used: ${reasonOf(error)}. ${remedy}`, {
      cause: error,
    })
  }
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
