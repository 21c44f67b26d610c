import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../../generated/postgresql/client.ts'
import type { PrismaClient as SharedClient } from '../../../generated/sqlite/client.ts'
import { closeBoth, type Database, executeOn, share } from '../shared-connection.ts'
import { bringUpToDate } from './migrate-postgres.ts'
import { postgresAppends } from './postgres-appends.ts'
import type { PostgresBounds } from './postgres-bounds.ts'
import { POSTGRESQL } from './postgres-sql.ts'

/** Connections of one server. Moves need one at a time (group commit); joins, lists and replays share the others. */
const CONNECTIONS = 10

/**
 * Bounds, ms, so that no server can hold up another. A server that freezes between two statements of a transaction
 * keeps its locks, and whoever appends the same version waits for them: the database ends such a transaction.
 */
const BOUNDS: PostgresBounds = {
  connect: 10_000,
  idleInTransaction: 2_000,
  lock: 5_000,
  statement: 10_000,
  query: 15_000,
}

/**
 * Opens a PostgreSQL database and applies the migrations it lacks. Servers that start at once take turns.
 * @param url `postgresql://…`
 * @param options.patient without bounds once it is connected: for a backup, which may take its time
 * @param options.bounds others than a server's own: for tests of what is not about them
 * @throws when the database can't be reached or migrated
 */
export async function openPostgres(
  url: string,
  { patient = false, bounds = BOUNDS }: { readonly patient?: boolean; readonly bounds?: PostgresBounds } = {},
): Promise<Database> {
  const applied = await bringUpToDate(url, bounds.connect)
  const connection = await new PrismaPg({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: bounds.connect,
    application_name: 'woshou',
    keepAlive: true,
    // to compile a statement takes longer than all that a server asks
    options: '-c jit=off',
    ...(!patient && asSettings(bounds)),
  }).connect()
  const transactionOptions = { maxWait: bounds.connect, timeout: bounds.statement }
  const client = new PrismaClient({ adapter: share(connection), errorFormat: 'minimal', transactionOptions })
  // The models are the same, so the clients are too but for their names; the code is typed against one of them.
  const prisma = client as unknown as SharedClient
  const execute = executeOn(connection, (statements) =>
    prisma.$transaction(async (transaction) => {
      for (const statement of statements) await transaction.$executeRaw(statement)
    }),
  )
  return {
    prisma,
    applied,
    sql: POSTGRESQL,
    execute,
    appends: (sql, besideOf) => postgresAppends(connection, sql, besideOf),
    close: () => closeBoth(prisma, connection),
  }
}

/** As the driver calls them. */
const asSettings = ({ idleInTransaction, lock, statement, query }: PostgresBounds) => ({
  idle_in_transaction_session_timeout: idleInTransaction,
  lock_timeout: lock,
  statement_timeout: statement,
  query_timeout: query,
})
