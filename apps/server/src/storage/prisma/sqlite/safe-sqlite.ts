import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { DriverAdapterError, type IsolationLevel, type Transaction } from '@prisma/driver-adapter-utils'
import type { SqliteAdapter, Unit, UnitOutcome, Units } from './sqlite-call.ts'

/** The part of better-sqlite3's connection which the adapter keeps to itself and the wrapper needs. */
interface Connection {
  readonly inTransaction: boolean
  exec(sql: string): unknown
  pragma(pragma: string): unknown
  prepare(sql: string): Statement
}

interface Statement {
  /** Whether it returns rows. */
  readonly reader: boolean
  run(...values: readonly unknown[]): { readonly changes: number }
  /** The first row's values. */
  get(...values: readonly unknown[]): readonly [number] | undefined
  raw(): Statement
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

  override async connect(): Promise<SqliteAdapter> {
    const adapter = (await super.connect()) as SqliteAdapter & { readonly client: Connection }
    for (const pragma of this.#pragmas) adapter.client.pragma(pragma)
    const turn = turns()

    const { queryRaw, executeRaw, executeScript, startTransaction } = adapter
    adapter.queryRaw = (query) => turn(() => queryRaw.call(adapter, query))
    adapter.executeRaw = (query) => turn(() => executeRaw.call(adapter, query))
    const say = sayingTo(adapter.client)
    const together = <Result>(work: () => Result | Promise<Result>): Promise<Result> =>
      turn(async () => {
        // at once for writing: a transaction that begins by reading may have to give up when it wants to write
        say('BEGIN IMMEDIATE')
        try {
          const result = await work()
          say('COMMIT')
          return result
        } catch (error) {
          if (adapter.client.inTransaction) say('ROLLBACK')
          throw error
        }
      })
    adapter.executeTogether = (queries) =>
      together(async () => {
        for (const query of queries) await executeRaw.call(adapter, query)
      })
    const carryOut = unitsOn(adapter.client)
    adapter.executeUnits = (units) => together(() => carryOut(units))
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

/**
 * Begins and ends transactions by statements that are prepared once: through the adapter, which prepares each anew, these
 * two took as long as several rows.
 */
function sayingTo(connection: Connection): (sql: 'BEGIN IMMEDIATE' | 'COMMIT' | 'ROLLBACK') => void {
  const prepared = new Map<string, Statement>()
  return (sql) => {
    try {
      const statement = prepared.get(sql) ?? connection.prepare(sql)
      prepared.set(sql, statement)
      statement.run()
    } catch (error) {
      throw driverError(error)
    }
  }
}

/** Carries out units within a transaction, by statements that are prepared once: there are as many as kinds of them. */
function unitsOn(connection: Connection): (units: Units) => UnitOutcome[] {
  const prepared = new Map<string, Statement>()
  const prepare = (sql: string): Statement => {
    try {
      const known = prepared.get(sql)
      if (known) return known
      const statement = connection.prepare(sql)
      prepared.set(sql, statement.reader ? statement.raw() : statement)
      return statement
    } catch (error) {
      throw driverError(error)
    }
  }
  const one = (statement: Statement, values: readonly unknown[]): boolean | number =>
    statement.reader ? (statement.get(...values)?.[0] ?? false) : statement.run(...values).changes > 0
  const all = (statements: readonly Statement[], unit: Unit): boolean | number => {
    let first: boolean | number = true
    for (const [place, [text, values]] of unit.entries()) {
      const done = one(statements[text] as Statement, values)
      if (place > 0) continue
      if (done === false) return false
      first = done
    }
    return first
  }
  const carryOut = (statements: readonly Statement[], unit: Unit): UnitOutcome => {
    // a statement that fails takes itself back; what came before it has to be told to
    const several = unit.length > 1
    if (several) connection.exec('SAVEPOINT unit')
    let outcome: UnitOutcome
    try {
      outcome = all(statements, unit)
    } catch (error) {
      if (!connection.inTransaction) throw driverError(error)
      outcome = refusal(error)
    }
    if (several && (outcome === false || typeof outcome === 'string')) connection.exec('ROLLBACK TO unit')
    if (several) connection.exec('RELEASE unit')
    return outcome
  }
  return ({ texts, units }) => {
    const statements = texts.map(prepare)
    return units.map((unit) => carryOut(statements, unit))
  }
}

/** What is wrong with one unit alone; what is wrong with the file or the disk is everybody's, and thrown. */
function refusal(error: unknown): UnitOutcome {
  const code = codeOf(error)
  if (code === null) return String(error)
  if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID|FOREIGNKEY)$/.test(code)) return false
  if (/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code)) return `${code}: ${(error as Error).message}`
  throw driverError(error)
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_') ? String(error.code) : null

/** As the adapter gives it for statements that go through it. */
function driverError(error: unknown): unknown {
  const originalCode = codeOf(error)
  if (originalCode === null) return error
  const { message } = error as Error
  return new DriverAdapterError({
    kind: 'sqlite',
    extendedCode: 1,
    message,
    originalCode,
    originalMessage: message,
  })
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
