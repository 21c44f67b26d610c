import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import type { MigrationTarget } from '../migrate.ts'

const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "checksum" TEXT NOT NULL,
  "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL,
  "logs" TEXT,
  "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

/** A SQLite file to be brought up to date. */
export class SqliteMigrationTarget implements MigrationTarget {
  readonly #database: SqlDriverAdapter

  constructor(database: SqlDriverAdapter) {
    this.#database = database
  }

  keepHistory(): Promise<void> {
    return this.run(HISTORY)
  }

  async query(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.#database.queryRaw({ sql, args: [], argTypes: [] })).rows
  }

  run(script: string): Promise<void> {
    return this.#database.executeScript(script)
  }

  async exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    // Inside a transaction this pragma does nothing, and the DROP TABLE of a redefined table would cascade.
    await this.run('PRAGMA foreign_keys=OFF')
    try {
      await this.run('BEGIN IMMEDIATE')
      const result = await work()
      const orphans = await this.query('PRAGMA foreign_key_check')
      if (orphans.length > 0) throw new Error(`${orphans.length} rows would refer to rows that are not there`)
      await this.run('COMMIT')
      return result
    } catch (error) {
      await this.run('ROLLBACK').catch(() => {})
      throw error
    } finally {
      await this.run('PRAGMA foreign_keys=ON')
    }
  }
}
