import { join } from 'node:path'
import { Client } from 'pg'
import { type MigrationTarget, migrate } from '../migrate.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../../../../prisma/postgresql/migrations')

/** The advisory lock which Prisma's own `migrate deploy` takes: whoever migrates, they take turns. */
const PRISMAS_LOCK = 72_707_369

const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

/**
 * Applies the migrations that a database lacks.
 * @param within milliseconds to connect
 * @returns their names
 */
export async function bringUpToDate(url: string, within: number): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: within })
  // what breaks is told by the statement that it breaks
  client.on('error', () => {})
  await client.connect()
  try {
    return await migrate(new PostgresMigrationTarget(client), MIGRATIONS)
  } finally {
    await client.end().catch(() => {})
  }
}

/** A PostgreSQL database to be brought up to date. */
export class PostgresMigrationTarget implements MigrationTarget {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** IF NOT EXISTS alone fails when two servers make the table at the same moment. */
  keepHistory(): Promise<void> {
    return this.exclusively(() => this.run(HISTORY))
  }

  async query(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.#client.query({ text: sql, rowMode: 'array' })).rows as unknown[][]
  }

  async run(script: string): Promise<void> {
    await this.#client.query(script)
  }

  async exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.run('BEGIN')
    try {
      // given back with the transaction, and when this server dies in the middle of it
      await this.run(`SELECT pg_advisory_xact_lock(${PRISMAS_LOCK})`)
      const result = await work()
      await this.run('COMMIT')
      return result
    } catch (error) {
      await this.run('ROLLBACK').catch(() => {})
      throw error
    }
  }
}
