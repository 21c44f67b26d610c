// `npm run cluster`: the three servers of docker-compose.yml on this machine without Docker, at ports 3001 to 3003 and
// without a proxy, for development and tests. PostgreSQL and Valkey are those that DATABASE_URL and VALKEY_URL name;
// else own ones are started from the programs found on this machine, and stopped at the end. Ctrl-C ends it all.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OwnPostgres } from '../apps/server/src/testing/own-postgres.ts'
import { OwnValkey } from '../apps/server/src/testing/own-valkey.ts'

const PORTS = [3001, 3002, 3003]
const MAIN = join(import.meta.dirname, '../apps/server/src/main.ts')

/** Outside the checkout, which PostgreSQL's account may not be allowed to enter. Kept, so that sessions are still there. */
const DATA = join(tmpdir(), 'woshou-cluster', 'postgres')

interface Service {
  readonly url: string
  stop(): Promise<void>
}

/** The service that a variable names, or one that is started here; ends with what to do when there is neither. */
async function find(variable: string, own: (() => Promise<Service>) | null, remedy: string): Promise<Service> {
  const url = process.env[variable]
  if (url) return { url, stop: async () => {} }
  if (own) return own()
  console.error(`npm run cluster: ${remedy}, or name one that runs: ${variable}=…`)
  process.exit(1)
}

const postgres = await find(
  'DATABASE_URL',
  OwnPostgres.found ? () => OwnPostgres.start(DATA) : null,
  'no PostgreSQL found in the PATH or under /usr/lib/postgresql: install it (Debian: apt-get install postgresql)',
)
const valkey = await find(
  'VALKEY_URL',
  OwnValkey.found ? () => OwnValkey.start() : null,
  'no valkey-server or redis-server found in the PATH: install one (Debian: apt-get install redis-server)',
)
console.log(`PostgreSQL: ${withoutPassword(postgres.url)}  ·  Valkey: ${withoutPassword(valkey.url)}`)

let closing = false
const environment = { ...process.env, DATABASE_URL: postgres.url, VALKEY_URL: valkey.url }
const servers = PORTS.map((port) => {
  const server = spawn(process.execPath, [MAIN], { env: { ...environment, PORT: `${port}` }, stdio: 'inherit' })
  server.once('exit', (code, signal) => {
    if (!closing)
      console.log(`The server on port ${port} has ended (${signal ?? code}); its students go to the others.`)
  })
  return server
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    closing = true
    // from a terminal they have it already; a second one does no harm
    for (const server of servers) server.kill('SIGTERM')
  })
}
await Promise.all(servers.map((server) => once(server, 'exit')))
await Promise.all([postgres.stop(), valkey.stop()])

function withoutPassword(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}
