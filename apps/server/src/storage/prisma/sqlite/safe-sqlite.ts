import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { IsolationLevel, SqlDriverAdapter, SqlQuery, Transaction } from '@prisma/driver-adapter-utils'

/** The part of better-sqlite3's connection which the adapter keeps to itself and the wrapper needs. */
interface Connection {
  readonly inTransaction: boolean
  exec(sql: string): unknown
  pragma(pragma: string): unknown
}

/** A connection on which several statements can be asked for at once. */
export interface TogetherAdapter extends SqlDriverAdapter {
  /** Carries all of them out as one transaction, or none. */
  executeTogether(queries: readonly SqlQuery[]): Promise<void>
}

/**
 * Prisma's adapter for better-sqlite3, made safe. As it comes (7.10), statements outside a transaction join the one
 * that happens to be open on the shared connection: they are acknowledged, then rolled back with it; and a failed
 * COMMIT leaves its transaction open (prisma/orm#29933). Here everything on the connection waits for its turn, and
 * a transaction that ends is over.
 */
export class SafeSqlite extends PrismaBetterSqlite3 {
  readonly #pragmas: readonly string[]

  /** @param pragmas set on every connection, `journal_mode=WAL` */
  constructor(url: string, pragmas: readonly string[]) {
    super({ url })
    this.#pragmas = pragmas
  }

  override async connect(): Promise<TogetherAdapter> {
    const adapter = (await super.connect()) as TogetherAdapter & { readonly client: Connection }
    for (const pragma of this.#pragmas) adapter.client.pragma(pragma)
    const turn = turns()

    const { queryRaw, executeRaw, executeScript, startTransaction } = adapter
    adapter.queryRaw = (query) => turn(() => queryRaw.call(adapter, query))
    adapter.executeRaw = (query) => turn(() => executeRaw.call(adapter, query))
    adapter.executeTogether = (queries) =>
      turn(async () => {
        const say = (sql: string) => executeRaw.call(adapter, { sql, args: [], argTypes: [] })
        // at once for writing: a transaction that begins by reading may have to give up when it wants to write
        await say('BEGIN IMMEDIATE')
        try {
          for (const query of queries) await executeRaw.call(adapter, query)
          await say('COMMIT')
        } catch (error) {
          if (adapter.client.inTransaction) await say('ROLLBACK')
          throw error
        }
      })
    adapter.executeScript = (script) => turn(() => executeScript.call(adapter, script))
    adapter.startTransaction = (isolation?: IsolationLevel) =>
      new Promise<Transaction>((resolve, reject) => {
        // the turn lasts until the transaction is over, whatever becomes of it
        void turn(async () => {
          const transaction = await startTransaction.call(adapter, isolation)
          await new Promise<void>((over) => resolve(endingSurely(transaction, adapter.client, over)))
        }).catch(reject)
      })
    return adapter
  }
}

/** Runs jobs one after the other. */
function turns() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(job: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(job)
    last = mine.catch(() => {})
    return mine
  }
}

/** Prisma sends COMMIT or ROLLBACK as a statement and then calls one of these two. */
function endingSurely(transaction: Transaction, connection: Connection, over: () => void): Transaction {
  const { commit, rollback } = transaction
  const end = (finish: () => Promise<void>) => async () => {
    try {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      await finish.call(transaction)
    } finally {
      over()
    }
  }
  transaction.commit = end(commit)
  transaction.rollback = end(rollback)
  return transaction
}
