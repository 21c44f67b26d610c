import { backUp, type Counts, restore } from '../../log/prisma-backup.ts'
import { openPostgres } from './open-postgres.ts'
import { openSqlite } from './open-sqlite.ts'

/** What can be done with a database as a whole. */
export interface Backup {
  /** @param file is written anew */
  backUp(file: string): Promise<Counts>
  /** The database must be empty. */
  restore(file: string): Promise<Counts>
  close(): Promise<void>
}

/** @param url as `openStorage` takes it */
export async function openBackup(url: string): Promise<Backup> {
  const embedded = url.startsWith('file:')
  const { prisma } = await (embedded ? openSqlite(url.slice('file:'.length)) : openPostgres(url, { patient: true }))
  return {
    backUp: (file) => backUp(prisma, !embedded, file),
    restore: (file) => restore(prisma, file),
    close: () => prisma.$disconnect(),
  }
}
