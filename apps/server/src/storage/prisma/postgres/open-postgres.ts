import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { Client } from 'pg'
import { PrismaClient } from '../../../generated/postgresql/client.ts'
import type { PrismaClient as SharedClient } from '../../../generated/sqlite/client.ts'
import { migrate } from '../migrate.ts'
import { type Database, executeOn, share } from '../shared-connection.ts'
import { PostgresMigrationTarget } from './migrate-postgres.ts'

const MIGRATIONS = join(import.meta.dirname, '../../../../../../prisma/postgresql/migrations')

/** Connections of one server. Moves need one at a time (group commit); joins, lists and replays share the others. */
const CONNECTIONS = 10

/** Milliseconds for a connection, in the worst case behind everyone who comes back after a restart. */
const CONNECT_WITHIN = 10_000

/**
 * Bounds, ms, so that no server can hold up another. A server that freezes between two statements of a transaction
 * keeps its locks, and whoever appends the same version waits for them: the database ends such a transaction.
 */
const BOUNDS = {
  idle_in_transaction_session_timeout: 2_000,
  lock_timeout: 5_000,
  statement_timeout: 10_000,
  /** The driver's own, for a database that doesn't answer at all. */
  query_timeout: 15_000,
}

/**
 * Opens a PostgreSQL database and applies the migrations it lacks. Servers that start at once take turns.
 * @param url `postgresql://…`
 * @param options.patient without bounds: for a backup, which may take its time
 * @throws when the database can't be reached or migrated
 */
export async function openPostgres(url: string, { patient = false } = {}): Promise<Database> {
  const applied = await bringUpToDate(url)
  const connection = await new PrismaPg({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN,
    application_name: 'woshou',
    keepAlive: true,
    ...(!patient && BOUNDS),
  }).connect()
  const transactionOptions = { maxWait: CONNECT_WITHIN, timeout: BOUNDS.statement_timeout }
  const client = new PrismaClient({ adapter: share(connection), errorFormat: 'minimal', transactionOptions })
  // The models are the same, so the clients are too but for their names; the code is typed against one of them.
  const prisma = client as unknown as SharedClient
  const execute = executeOn(connection, (statements) =>
    prisma.$transaction(async (transaction) => {
      for (const statement of statements) await transaction.$executeRaw(statement)
    }),
  )
  return { prisma, applied, execute, close: () => prisma.$disconnect() }
}

async function bringUpToDate(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN })
  // what breaks is told by the statement that it breaks
  client.on('error', () => {})
  await client.connect()
  try {
    return await migrate(new PostgresMigrationTarget(client), MIGRATIONS)
  } finally {
    await client.end().catch(() => {})
  }
}
