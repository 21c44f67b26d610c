import type { SqlDriverAdapter, SqlDriverAdapterFactory, SqlQuery } from '@prisma/driver-adapter-utils'
import type { Prisma, PrismaClient } from '../../generated/sqlite/client.ts'
import type { EngineSql, Execute } from './engine-sql.ts'
import type { BesideSql, CommitAppends, LogSql } from './log-sql.ts'

/** A database that is open and up to date. */
export interface Database {
  readonly prisma: PrismaClient
  /** The engine's own. */
  readonly sql: EngineSql
  readonly execute: Execute
  /** How appends to one kind of log are stored. */
  appends<Beside>(sql: LogSql, besideOf: BesideSql<Beside>): CommitAppends<Beside>
  /** The migrations that it lacked. */
  readonly applied: readonly string[]
  close(): Promise<void>
}

/** Gives Prisma a connection that is open already, and that both may end, whoever is first. */
export function share(connection: SqlDriverAdapter): SqlDriverAdapterFactory {
  const { adapterName, provider } = connection
  const dispose = connection.dispose.bind(connection)
  let disposed: Promise<void> | null = null
  connection.dispose = () => {
    disposed ??= dispose()
    return disposed
  }
  return { adapterName, provider, connect: async () => connection }
}

/**
 * Ends Prisma's client and the connection under it. The client ends the connection only if it has used it, and what is
 * stored goes past it.
 */
export async function closeBoth(prisma: PrismaClient, connection: SqlDriverAdapter): Promise<void> {
  await prisma.$disconnect()
  await connection.dispose()
}

/** A statement as the connection takes it, past Prisma's client. Its parameters are strings, and numbers that it casts. */
export function queryOn({ provider }: SqlDriverAdapter, { sql, text, values }: Prisma.Sql): SqlQuery {
  const argTypes = values.map(() => ({ scalarType: 'string', arity: 'scalar' }) as const)
  return { sql: provider === 'sqlite' ? sql : text, args: values, argTypes }
}

/**
 * Runs statements on the connection that Prisma uses, past Prisma's client: it takes 0.2 ms over a statement, which is
 * more than the statement takes, and of one statement there are hundreds a second.
 * @param together runs several as one transaction
 */
export function executeOn(connection: SqlDriverAdapter, together: Execute): Execute {
  return async (statements) => {
    const [first, ...more] = statements
    if (first && more.length === 0) await connection.executeRaw(queryOn(connection, first))
    else await together(statements)
  }
}
