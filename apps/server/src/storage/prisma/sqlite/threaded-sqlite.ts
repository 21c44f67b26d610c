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
  SqliteOpening,
  SqliteRequest,
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
  readonly #opening: SqliteOpening

  /** @param pragmas see `SafeSqlite` */
  constructor(url: string, pragmas: readonly string[]) {
    this.#opening = { url, pragmas }
  }

  /** @throws when the file can't be opened */
  async connect(): Promise<SqliteAdapter> {
    let thread = SqliteThread.take()
    let closing: Promise<void> | null = null
    // One that has died is followed by another: what was under way has failed, and what was committed is in the file.
    const living = () => {
      if (thread.dead && thread.age > SHORTEST_LIFE && closing === null) {
        thread = SqliteThread.take()
        // what is asked of it meanwhile waits for that, and fails with it
        thread.open(this.#opening).catch(() => {})
      }
      return thread
    }
    await thread.open(this.#opening)
    const { adapterName, provider } = this
    // the thread has another's file by then
    const ask = <Value>(of: () => SqliteThread, call: SqliteCall): Promise<Value> =>
      closing !== null ? Promise.reject(new Error('the database is closed')) : of().ask(call)
    const queryable = (from: () => SqliteThread, transaction: number | null) => ({
      adapterName,
      provider: provider as 'sqlite',
      queryRaw: (query: SqlQuery) => ask<SqlResultSet>(from, { method: 'queryRaw', query, transaction }),
      executeRaw: (query: SqlQuery) => ask<number>(from, { method: 'executeRaw', query, transaction }),
    })
    return {
      ...queryable(living, null),
      executeTogether: (queries) => ask(living, { method: 'executeTogether', queries }),
      executeUnits: (units) => ask<readonly UnitOutcome[]>(living, { method: 'executeUnits', units }),
      executeScript: (script) => ask(living, { method: 'executeScript', script }),
      startTransaction: async (isolation?: IsolationLevel): Promise<Transaction> => {
        const its = living()
        const sameThread = () => its
        const transaction = await ask<number>(sameThread, { method: 'startTransaction', isolation })
        return {
          ...queryable(sameThread, transaction),
          options: { usePhantomQuery: false },
          commit: () => ask(sameThread, { method: 'commit', transaction }),
          rollback: () => ask(sameThread, { method: 'rollback', transaction }),
        }
      },
      dispose: () => {
        closing ??= thread.dead ? Promise.resolve() : thread.close()
        return closing
      },
    }
  }
}

/**
 * Asks the thread, and matches its answers with what was asked. To start one takes some 60 ms of a processor: one whose file is
 * closed waits for the next file, and does not keep the process from ending.
 */
class SqliteThread {
  static readonly #resting: SqliteThread[] = []
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #gone: Error | null = null
  #since = performance.now()

  private constructor() {
    this.#worker = new Worker(THREAD, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION } })
    this.#worker.on('message', (answer: SqliteAnswer) => this.#hear(answer))
    this.#worker.on('error', (error) => this.#lose(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', () => this.#lose(new Error('the database is closed')))
  }

  static take(): SqliteThread {
    const rested = SqliteThread.#resting.pop() ?? new SqliteThread()
    return rested.dead ? SqliteThread.take() : rested
  }

  get dead(): boolean {
    return this.#gone !== null
  }

  /** Milliseconds since it was asked for a file. */
  get age(): number {
    return performance.now() - this.#since
  }

  open(opening: SqliteOpening): Promise<void> {
    this.#since = performance.now()
    this.#worker.ref()
    return this.ask({ method: 'open', ...opening })
  }

  async close(): Promise<void> {
    try {
      await this.ask({ method: 'dispose' })
    } catch (error) {
      void this.#worker.terminate()
      throw error
    }
    this.#worker.unref()
    SqliteThread.#resting.push(this)
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
