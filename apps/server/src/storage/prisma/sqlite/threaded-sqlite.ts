import { Worker } from 'node:worker_threads'
import {
  DriverAdapterError,
  type IsolationLevel,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type {
  SqliteAdapter,
  SqliteAnswer,
  SqliteCall,
  SqliteRequest,
  SqliteThreadData,
  UnitOutcome,
} from './sqlite-call.ts'

const THREAD = new URL('./sqlite-thread.ts', import.meta.url)

/**
 * Megabytes for what the thread has just made: statements and rows, of which nothing stays. Left to itself V8 takes
 * more than a hundred for them, as it does for the main thread.
 */
const YOUNG_GENERATION = 24

/** Milliseconds that a thread must have lived for its death to be answered with a new one. */
const SHORTEST_LIFE = 1_000

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/**
 * `SafeSqlite` in a thread of its own. SQLite works while it is called, and a commit waits for the disk: in the main
 * thread everyone would wait with it, as long as the disk takes. Here what arrives during a commit is judged
 * meanwhile, and goes into the next one.
 */
export class ThreadedSqlite implements SqlDriverAdapterFactory {
  readonly provider = 'sqlite'
  readonly adapterName = 'threaded-sqlite'
  readonly #data: SqliteThreadData

  /** @param pragmas see `SafeSqlite` */
  constructor(url: string, pragmas: readonly string[]) {
    this.#data = { url, pragmas }
  }

  /** @throws when the file can't be opened */
  async connect(): Promise<SqliteAdapter> {
    let thread = new SqliteThread(this.#data)
    let disposed = false
    // One that has died is followed by another: what was under way has failed, and what was committed is in the file.
    const living = () => {
      if (thread.dead && thread.age > SHORTEST_LIFE && !disposed) thread = new SqliteThread(this.#data)
      return thread
    }
    // the first answer says that the file is open
    await thread.ask({ method: 'executeScript', script: '' })
    const { adapterName, provider } = this
    const queryable = (from: () => SqliteThread, transaction: number | null) => ({
      adapterName,
      provider: provider as 'sqlite',
      queryRaw: (query: SqlQuery) => from().ask<SqlResultSet>({ method: 'queryRaw', query, transaction }),
      executeRaw: (query: SqlQuery) => from().ask<number>({ method: 'executeRaw', query, transaction }),
    })
    return {
      ...queryable(living, null),
      executeTogether: (queries) => living().ask({ method: 'executeTogether', queries }),
      executeUnits: (units) => living().ask<readonly UnitOutcome[]>({ method: 'executeUnits', units }),
      executeScript: (script) => living().ask({ method: 'executeScript', script }),
      startTransaction: async (isolation?: IsolationLevel): Promise<Transaction> => {
        const its = living()
        const transaction = await its.ask<number>({ method: 'startTransaction', isolation })
        return {
          ...queryable(() => its, transaction),
          options: { usePhantomQuery: false },
          commit: () => its.ask({ method: 'commit', transaction }),
          rollback: () => its.ask({ method: 'rollback', transaction }),
        }
      },
      dispose: () => {
        disposed = true
        return thread.dead ? Promise.resolve() : thread.ask({ method: 'dispose' })
      },
    }
  }
}

/** Asks the thread, and matches its answers with what was asked. */
class SqliteThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #bornAt = performance.now()
  #asked = 0
  #gone: Error | null = null

  constructor(workerData: SqliteThreadData) {
    this.#worker = new Worker(THREAD, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION } })
    this.#worker.on('message', (answer: SqliteAnswer) => this.#hear(answer))
    this.#worker.on('error', (error) => this.#lose(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', () => this.#lose(new Error('the database is closed')))
  }

  get dead(): boolean {
    return this.#gone !== null
  }

  /** Milliseconds. */
  get age(): number {
    return performance.now() - this.#bornAt
  }

  ask<Value>(call: SqliteCall): Promise<Value> {
    if (this.#gone) return Promise.reject(this.#gone)
    return new Promise<Value>((resolve, reject) => {
      const id = ++this.#asked
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, call } satisfies SqliteRequest)
    })
  }

  #hear(answer: SqliteAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (answer.ok) waiting?.resolve(answer.value as never)
    else waiting?.reject('driver' in answer ? new DriverAdapterError(answer.driver) : answer.error)
  }

  /** Whoever waits for the thread waits for nothing. */
  #lose(error: Error): void {
    this.#gone ??= error
    for (const { reject } of this.#waiting.values()) reject(this.#gone)
    this.#waiting.clear()
  }
}
