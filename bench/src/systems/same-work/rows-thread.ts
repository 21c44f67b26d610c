// The thread that holds the rows of `rows.ts`: a row per append under an integer key, by one prepared statement.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { Row } from './rows.ts'

// the very SQLite that Woshou has, from the root's node_modules; it has no types
const Database = createRequire(import.meta.url)('better-sqlite3')

if (!parentPort) throw new Error('this file is a worker thread’s')
const port = parentPort
const { file } = workerData as { readonly file: string }
const database = new Database(file)
for (const pragma of ['journal_mode=WAL', 'synchronous=FULL', 'wal_autocheckpoint=8000']) database.pragma(pragma)
database.exec('CREATE TABLE happening (session INTEGER, version INTEGER, events TEXT, PRIMARY KEY (session, version))')
const insert = database.prepare('INSERT INTO happening VALUES (?, ?, ?)')

port.on('message', (rows: readonly Row[]) => {
  database.exec('BEGIN IMMEDIATE')
  for (const row of rows) insert.run(...row)
  database.exec('COMMIT')
  port.postMessage(rows.length)
})
