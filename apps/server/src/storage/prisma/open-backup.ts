import { backUp, type Counts, restore } from './backup.ts'
import { openDatabase } from './open-storage.ts'

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
  const { prisma, close } = await openDatabase(url, { patient: true })
  return {
    backUp: (file) => backUp(prisma, !url.startsWith('file:'), file),
    restore: (file) => restore(prisma, file),
    close,
  }
}
