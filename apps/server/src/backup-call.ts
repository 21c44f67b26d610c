import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EnvironmentError, readEnvironment } from './env.ts'
import { BackupError } from './storage/prisma/backup.ts'
import { openBackup } from './storage/prisma/open-backup.ts'
import { StorageError } from './storage/storage-error.ts'

/**
 * Does what a call of `npm run backup` or `npm run restore` asks for.
 * @param given its arguments: `backup` or `restore`, and a file
 * @param variables its environment: which database, and where the caller stands
 * @returns its exit code
 */
export async function callBackup(
  [work, given]: readonly string[],
  variables: NodeJS.ProcessEnv,
  output: Pick<Console, 'log' | 'error'>,
): Promise<number> {
  try {
    if ((work !== 'backup' && work !== 'restore') || !given) {
      throw new BackupError('name a file: npm run backup -- woshou.backup, npm run restore -- woshou.backup')
    }
    // npm runs scripts in the project's folder; the file is meant from where one stands
    const file = resolve(variables.INIT_CWD ?? '.', given)
    const { databaseUrl } = readEnvironment(variables)
    const path = databaseUrl.startsWith('file:') ? databaseUrl.slice('file:'.length) : null
    if (work === 'backup' && path !== null && !existsSync(path)) throw new BackupError(`there is no database ${path}`)
    const database = await openBackup(databaseUrl)
    try {
      const counts = await (work === 'backup' ? database.backUp(file) : database.restore(file))
      const rows = Object.entries(counts).map(([model, count]) => `${count} × ${model}`)
      output.log(`${work === 'backup' ? 'Stored in' : 'Restored from'} ${file}: ${rows.join(', ')}`)
    } finally {
      await database.close()
    }
    return 0
  } catch (error) {
    const { message, stack } = error as Error
    const known = [BackupError, EnvironmentError, StorageError].some((kind) => error instanceof kind)
    output.error(known ? message : stack)
    return 1
  }
}
