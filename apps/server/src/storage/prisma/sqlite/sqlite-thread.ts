// The thread that holds the SQLite connection, to one file at a time: see threaded-sqlite.ts.
import { parentPort } from 'node:worker_threads'
import { isDriverAdapterError, type Transaction } from '@prisma/driver-adapter-utils'
import { SafeSqlite } from './safe-sqlite.ts'
import type { SqliteAdapter, SqliteAnswer, SqliteCall, SqliteOpening, SqliteRequest } from './sqlite-call.ts'
import { watchFile } from './sqlite-file.ts'

if (!parentPort) throw new Error('this file is a worker thread’s')
const port = parentPort

type CallOfOpen = Exclude<SqliteCall, { method: 'open' }>

class OpenFile {
  readonly #adapter: SqliteAdapter
  readonly #look: () => void
  readonly #transactions = new Map<number, Transaction>()
  #begun = 0

  private constructor(adapter: SqliteAdapter, look: () => void) {
    this.#adapter = adapter
    this.#look = look
  }

  static async open({ url, pragmas }: SqliteOpening): Promise<OpenFile> {
    const adapter = await new SafeSqlite(url, pragmas).connect()
    return new OpenFile(adapter, watchFile(url.slice('file:'.length)))
  }

  /** What was carried out in a file that is lost was not: looked at after it, before anybody hears of it. */
  async carryOutSurely(call: CallOfOpen): Promise<unknown> {
    const value = await this.#carryOut(call)
    if (call.method !== 'dispose' && call.method !== 'rollback') this.#look()
    return value
  }

  async #carryOut(call: CallOfOpen): Promise<unknown> {
    const adapter = this.#adapter
    switch (call.method) {
      case 'queryRaw':
      case 'executeRaw':
        return (call.transaction === null ? adapter : this.#find(call.transaction))[call.method](call.query)
      case 'executeTogether':
        return adapter.executeTogether(call.queries)
      case 'executeUnits':
        return adapter.executeUnits(call.units)
      case 'executeScript':
        return adapter.executeScript(call.script)
      case 'startTransaction': {
        const transaction = await adapter.startTransaction(call.isolation)
        this.#transactions.set(++this.#begun, transaction)
        return this.#begun
      }
      case 'commit':
      case 'rollback': {
        const transaction = this.#find(call.transaction)
        this.#transactions.delete(call.transaction)
        return transaction[call.method]()
      }
      case 'dispose':
        return adapter.dispose()
    }
  }

  #find(number: number): Transaction {
    const transaction = this.#transactions.get(number)
    if (!transaction) throw new Error(`transaction ${number} is over`)
    return transaction
  }
}

let file: Promise<OpenFile> = Promise.reject(new Error('no file is open'))
file.catch(() => {})

port.on('message', async ({ id, call }: SqliteRequest) => {
  if (call.method === 'open') file = OpenFile.open(call)
  // nobody catches why it can't be opened: the thread dies of it, and whatever it was asked fails with that
  const opened = await file
  const answer = await (call.method === 'open' ? Promise.resolve() : opened.carryOutSurely(call)).then(
    (value): SqliteAnswer => ({ id, ok: true, value }),
    (error): SqliteAnswer =>
      isDriverAdapterError(error) ? { id, ok: false, driver: error.cause } : { id, ok: false, error },
  )
  port.postMessage(answer)
})
