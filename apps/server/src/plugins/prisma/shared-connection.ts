import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { PrismaClient } from '../../generated/sqlite/client.ts'
import type { Execute } from '../../log/prisma-sql.ts'

/** A database that is open and up to date. */
export interface Database {
  readonly prisma: PrismaClient
  readonly execute: Execute
  /** The migrations that it lacked. */
  readonly applied: readonly string[]
}

/** Gives Prisma a connection that is open already. */
export function share(connection: SqlDriverAdapter): SqlDriverAdapterFactory {
  const { adapterName, provider } = connection
  return { adapterName, provider, connect: async () => connection }
}

/**
 * Runs statements on the connection that Prisma uses, past Prisma's client: it takes 0.2 ms over a statement, which is
 * more than the statement takes, and of one statement there are hundreds a second. All parameters are strings.
 */
export function executeOn(connection: SqlDriverAdapter): Execute {
  return async ({ sql, text, values }) => {
    const argTypes = values.map(() => ({ scalarType: 'string', arity: 'scalar' }) as const)
    await connection.executeRaw({ sql: connection.provider === 'sqlite' ? sql : text, args: values, argTypes })
  }
}
