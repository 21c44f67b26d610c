import { readFileSync, writeFileSync } from 'node:fs'
import { openDatabase } from '../storage/prisma/open-storage.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** What is in a SQLite file that has had every migration, and nothing else; made once for all servers of this process. */
let migrated: Promise<Buffer> | null = null

/**
 * Puts an empty SQLite database with all its tables where a server is to find one: to each of the hundreds that tests
 * start, the migrations would be applied anew, and each waits for the disk.
 */
export async function putMigratedFile(path: string): Promise<void> {
  migrated ??= migratedFile()
  // its owner's alone, as a server makes it
  writeFileSync(path, await migrated, { mode: 0o600 })
}

async function migratedFile(): Promise<Buffer> {
  using folder = new TemporaryFolder()
  const file = folder.file('migrated.db')
  // closing empties the write-ahead log into it
  await (await openDatabase(`file:${file}`)).close()
  return readFileSync(file)
}
