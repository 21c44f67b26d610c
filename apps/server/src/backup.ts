// `npm run backup -- FILE` and `npm run restore -- FILE`: all that DATABASE_URL names, into a file and back.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EnvironmentError, readEnvironment } from './env.ts'
import { BackupError } from './storage/prisma/backup.ts'
import { openBackup } from './storage/prisma/open-backup.ts'
import { StorageError } from './storage/storage-error.ts'

const [work, given] = process.argv.slice(2)
try {
  if ((work !== 'backup' && work !== 'restore') || !given) {
    throw new BackupError('name a file: npm run backup -- woshou.backup, npm run restore -- woshou.backup')
  }
  // npm runs scripts in the project's folder; the file is meant from where one stands
  const file = resolve(process.env.INIT_CWD ?? '.', given)
  const { databaseUrl } = readEnvironment(process.env)
  const path = databaseUrl.startsWith('file:') ? databaseUrl.slice('file:'.length) : null
  if (work === 'backup' && path !== null && !existsSync(path)) throw new BackupError(`there is no database ${path}`)
  const database = await openBackup(databaseUrl)
  try {
    const counts = await (work === 'backup' ? database.backUp(file) : database.restore(file))
    const rows = Object.entries(counts).map(([model, count]) => `${count} × ${model}`)
    console.log(`${work === 'backup' ? 'Stored in' : 'Restored from'} ${file}: ${rows.join(', ')}`)
  } finally {
    await database.close()
  }
} catch (error) {
  const { message, stack } = error as Error
  const known = [BackupError, EnvironmentError, StorageError].some((kind) => error instanceof kind)
  console.error(known ? message : stack)
  process.exitCode = 1
}
