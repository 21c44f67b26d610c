// The thread that holds the SQLite connection: see threaded-sqlite.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { isDriverAdapterError, type Transaction } from '@prisma/driver-adapter-utils'
import { SafeSqlite } from './safe-sqlite.ts'
import type { SqliteAnswer, SqliteCall, SqliteRequest, SqliteThreadData } from './sqlite-call.ts'
import { watchFile } from './sqlite-file.ts'

if (!parentPort) throw new Error('this file is a worker thread’s')
const port = parentPort
const { url, pragmas } = workerData as SqliteThreadData
const adapter = await new SafeSqlite(url, pragmas).connect()
const look = watchFile(url.slice('file:'.length))
const transactions = new Map<number, Transaction>()
let begun = 0

function find(number: number): Transaction {
  const transaction = transactions.get(number)
  if (!transaction) throw new Error(`transaction ${number} is over`)
  return transaction
}

/** What was carried out in a file that is lost was not: looked at after it, before anybody hears of it. */
async function carryOutSurely(call: SqliteCall): Promise<unknown> {
  const value = await carryOut(call)
  if (call.method !== 'dispose' && call.method !== 'rollback') look()
  return value
}

async function carryOut(call: SqliteCall): Promise<unknown> {
  switch (call.method) {
    case 'queryRaw':
    case 'executeRaw':
      return (call.transaction === null ? adapter : find(call.transaction))[call.method](call.query)
    case 'executeTogether':
      return adapter.executeTogether(call.queries)
    case 'executeUnits':
      return adapter.executeUnits(call.units)
    case 'executeScript':
      return adapter.executeScript(call.script)
    case 'startTransaction': {
      const transaction = await adapter.startTransaction(call.isolation)
      transactions.set(++begun, transaction)
      return begun
    }
    case 'commit':
    case 'rollback': {
      const transaction = find(call.transaction)
      transactions.delete(call.transaction)
      return transaction[call.method]()
    }
    case 'dispose':
      return adapter.dispose()
  }
}

port.on('message', async ({ id, call }: SqliteRequest) => {
  const answer = await carryOutSurely(call).then(
    (value): SqliteAnswer => ({ id, ok: true, value }),
    (error): SqliteAnswer =>
      isDriverAdapterError(error) ? { id, ok: false, driver: error.cause } : { id, ok: false, error },
  )
  port.postMessage(answer)
  if (call.method === 'dispose') port.close()
})
