// What a bad test does: starts a process of its own group that hears no signal but kill -9, makes a folder and, where
// TEST_DATABASE_URL names a PostgreSQL, a database, says in a line of JSON what they are, and removes nothing.
// `fail` then exits with 3, `wait` goes on until it is killed, `hear` until it is told to end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createDatabase } from '../../apps/server/src/testing/own-postgres.ts'
import { TemporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'

export interface Left {
  readonly pid: number
  readonly folder: string
  /** Its URL; null without PostgreSQL. */
  readonly database: string | null
}

const DEAF = `for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(s, () => {}); setInterval(() => {}, 1e9); console.log('deaf')`

if (import.meta.main) {
  const [, , then] = process.argv
  const { pid = 0, stdout } = spawn(process.execPath, ['-e', DEAF], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(stdout, 'data')
  const url = process.env.TEST_DATABASE_URL
  const left: Left = { pid, folder: new TemporaryFolder().path, database: url ? await createDatabase(url) : null }
  if (then === 'wait') for (const kind of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(kind, () => {})
  console.log(JSON.stringify(left))
  if (then === 'fail') process.exit(3)
}
