import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A database that is to be brought up to date: what the engines do each in their own way. */
export interface MigrationTarget {
  /** Makes the history where there is none, as `prisma migrate deploy` keeps it: Prisma's own tools can take over. */
  keepHistory(): Promise<void>
  /** Rows as arrays, in the order of the columns. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>
  /** Runs one or more statements. */
  run(script: string): Promise<void>
  /** Runs `work` in one transaction; servers that start at once take turns. Undone as a whole when it throws. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>
}

interface Migration {
  readonly name: string
  readonly script: string
  readonly checksum: string
}

/**
 * Brings a database up to date: each migration it lacks, in order, in one transaction with its line in the history.
 * @param folder holds one folder per migration, each with its `migration.sql`
 * @returns the names of the migrations that were applied
 * @throws when the database is newer than this build, when an applied migration has been edited since, and when a
 * script fails; the database is then as it was
 */
export async function migrate(database: MigrationTarget, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder)
  await database.keepHistory()
  const history = await readHistory(database)
  check(history, migrations)
  const applied: string[] = []
  for (const migration of migrations) {
    if (!history.has(migration.name) && (await apply(database, migration))) applied.push(migration.name)
  }
  return applied
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') }
    }),
  )
}

/** Checksum by name of the migrations which the database has had. */
async function readHistory(database: MigrationTarget): Promise<Map<string, string>> {
  const rows = await database.query(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations"
     WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  const unfinished = rows.find(([, , finished]) => finished === null)
  if (unfinished) throw new Error(`migration ${unfinished[0]} failed earlier; resolve it first (Prisma's P3009)`)
  return new Map(rows.map(([name, checksum]) => [String(name), String(checksum)]))
}

function check(history: Map<string, string>, migrations: readonly Migration[]): void {
  for (const [name, checksum] of history) {
    const migration = migrations.find((known) => known.name === name)
    if (!migration) throw new Error(`the database is newer than this build: it has had migration ${name}`)
    if (migration.checksum !== checksum) throw new Error(`migration ${name} was edited after it had been applied`)
  }
}

async function apply(database: MigrationTarget, { name, script, checksum }: Migration): Promise<boolean> {
  try {
    return await database.exclusively(async () => {
      // another server may have been first
      if ((await readHistory(database)).has(name)) return false
      await database.run(script)
      await database.run(record(name, checksum))
      return true
    })
  } catch (error) {
    throw new Error(`migration ${name}: ${said(error)}`, { cause: error })
  }
}

function record(name: string, checksum: string): string {
  const now = new Date().toISOString().replace('Z', '+00:00')
  const values = [randomUUID(), checksum, name, now, now].map((value) => `'${value.replaceAll("'", "''")}'`)
  const columns = 'id, checksum, migration_name, started_at, finished_at, applied_steps_count'
  return `INSERT INTO "_prisma_migrations" (${columns}) VALUES (${values.join(', ')}, 1)`
}

/** What the database said, where a driver's adapter has wrapped it. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error.cause as { originalMessage?: string } | undefined)?.originalMessage ?? error.message
}
