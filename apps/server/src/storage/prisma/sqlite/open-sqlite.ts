import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PrismaClient } from '../../../generated/sqlite/client.ts'
import { migrate } from '../migrate.ts'
import { closeBoth, type Database, executeOn, queryOn, share } from '../shared-connection.ts'
import { SqliteMigrationTarget } from './migrate-sqlite.ts'
import { sqliteAppends } from './sqlite-appends.ts'
import { holdAlone } from './sqlite-hold.ts'
import { SQLITE } from './sqlite-sql.ts'
import { ThreadedSqlite } from './threaded-sqlite.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../../../../prisma/sqlite/migrations')

/** Each set explicitly: better-sqlite3's own default is synchronous=NORMAL, which loses commits with the power. */
const PRAGMAS = [
  'journal_mode=WAL',
  'synchronous=FULL',
  'busy_timeout=5000',
  'foreign_keys=ON',
  // What is deleted is overwritten with zeros: otherwise names could be read in the file until something takes its place.
  'secure_delete=ON',
  // Pages: every live session writes to the same few again and again, and a checkpoint writes and syncs each once.
  'wal_autocheckpoint=8000',
  // KiB when negative: the pages of some thousand live sessions stay at hand
  'cache_size=-32000',
]

/**
 * Milliseconds which a transaction may wait for its turn, and last. Prisma's own 2 s are less than a slow disk takes
 * over a checkpoint while a lecture hall comes in.
 */
const TRANSACTION = { connect: 10_000, statement: 10_000 }

/**
 * Opens a SQLite file, makes it when it isn't there, and applies the migrations it lacks.
 * @param file a path
 * @param options.alone keeps other servers off it
 * @param options.bounds how long a transaction may wait for its turn, and last, ms
 * @throws when the file can't be opened or migrated; StorageError when another server has it
 */
export async function openSqlite(
  file: string,
  { alone = false, bounds = TRANSACTION }: { readonly alone?: boolean; readonly bounds?: typeof TRANSACTION } = {},
): Promise<Database> {
  await mkdir(dirname(file), { recursive: true })
  // A new file is its owner's alone: it holds names. SQLite gives the files beside it the same rights. One that is
  // there keeps what its owner has set.
  await (await open(file, 'a', 0o600)).close()
  const letGo = alone ? await holdAlone(file) : async () => {}
  try {
    const database = await openFile(file, bounds)
    return { ...database, close: () => database.close().finally(letGo) }
  } catch (error) {
    await letGo()
    throw error
  }
}

async function openFile(file: string, bounds: typeof TRANSACTION): Promise<Database> {
  const connection = await new ThreadedSqlite(`file:${file}`, PRAGMAS).connect()
  const target = new SqliteMigrationTarget(connection)
  const applied = await migrate(target, MIGRATIONS).catch(async (error) => {
    await connection.dispose()
    throw error
  })
  // minimal: the longer formats quote the call with its arguments, and those hold names
  const prisma = new PrismaClient({
    adapter: share(connection),
    errorFormat: 'minimal',
    transactionOptions: { maxWait: bounds.connect, timeout: bounds.statement },
  })
  const execute = executeOn(connection, (statements) =>
    connection.executeTogether(statements.map((statement) => queryOn(connection, statement))),
  )
  return {
    prisma,
    applied,
    sql: SQLITE,
    execute,
    appends: (sql, besideOf) => sqliteAppends(connection, sql, besideOf),
    close: () => closeBoth(prisma, connection),
  }
}
