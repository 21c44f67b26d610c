import { realpath } from 'node:fs/promises'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { StorageError } from '../../storage-error.ts'

/**
 * Keeps other servers off a SQLite file until it is let go or the process ends, however it ends: the system's lock on a
 * file beside it, which stays there, empty, and says nothing. Whoever only reads or restores the database asks for no such lock.
 * @param file is there; by whichever of its names
 * @returns lets it go
 * @throws StorageError when another server has it
 */
export async function holdAlone(file: string): Promise<() => Promise<void>> {
  const lock = await new PrismaBetterSqlite3({ url: `file:${await realpath(file)}.lock`, timeout: 0 }).connect()
  try {
    await lock.executeScript('BEGIN EXCLUSIVE')
  } catch (error) {
    await lock.dispose()
    if (!isLocked(error)) throw error
    throw new StorageError(
      `DATABASE_URL: another server of Woshou's has ${file}, and a SQLite file is for one. Stop that server, or name ` +
        'another file; servers that are to share their sessions need a PostgreSQL.',
      { cause: error },
    )
  }
  return () => lock.dispose()
}

const isLocked = (error: unknown): boolean =>
  isDriverAdapterError(error)
    ? error.cause.originalCode?.startsWith('SQLITE_BUSY') === true
    : error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
