import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { endWithUs } from './end-with-us.ts'
import { freePort } from './free-port.ts'
import { findProgram } from './program.ts'

/** How PostgreSQL is stopped: in order; by ending its clients; or as if the machine had died. */
type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGKILL'

/** A PostgreSQL of one's own, with its data in a folder and a port of its own: it may be stopped and killed. */
export class OwnPostgres {
  readonly #folder: string
  readonly #port: number
  #process: ChildProcess | null = null

  /** Whether this machine has PostgreSQL's programs. */
  static get found(): boolean {
    return findProgram('postgres') !== null
  }

  /** @param folder where its data is, or is to be */
  static async start(folder: string, port?: number): Promise<OwnPostgres> {
    const own = new OwnPostgres(folder, port ?? (await freePort()))
    await own.#prepare()
    await own.start()
    return own
  }

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.#port = port
  }

  get url(): string {
    return `postgresql://woshou@127.0.0.1:${this.#port}/postgres`
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<void> {
    const options = ['-D', this.#folder, '-p', `${this.#port}`, '-h', '127.0.0.1', '-k', '']
    // in a process group of its own: a machine that dies takes the postmaster's children with it
    const child = spawn(program('postgres'), options, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      ...account(),
    })
    this.#process = child
    endWithUs(child, () => process.kill(-(child.pid ?? 0), 'SIGKILL'))
    let log = ''
    child.stderr.on('data', (text) => {
      log = `${log}${text}`.slice(-4_000)
    })
    for (;;) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${log}`)
      if (await this.#answers()) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async stop(signal: StopSignal = 'SIGINT'): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    if (signal === 'SIGKILL') process.kill(-(child.pid ?? 0), signal)
    else child.kill(signal)
    await exit
  }

  /** A new, empty database. @returns its URL */
  async createDatabase(): Promise<string> {
    return createDatabase(this.url)
  }

  async #prepare(): Promise<void> {
    if (existsSync(join(this.#folder, 'PG_VERSION'))) return
    mkdirSync(this.#folder, { recursive: true })
    const { uid, gid } = account()
    if (uid !== undefined && gid !== undefined) {
      chownSync(dirname(this.#folder), uid, gid)
      chownSync(this.#folder, uid, gid)
    }
    const options = ['-D', this.#folder, '-U', 'woshou', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
    // not waited for by the whole process: others in it are greeting a PostgreSQL, which gives them a minute for it
    const made = promisify(execFile)(program('initdb'), options, account())
    endWithUs(made.child)
    await made
  }

  async #answers(): Promise<boolean> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return true
    } catch {
      return false
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/** Begins the names of a run's databases. @param run the folder of a run of `npm test`, or anything else of its own */
const prefixOf = (run: string) => `woshou_test_${basename(run).toLowerCase().replaceAll(/\W/g, '_')}`
const PREFIX = prefixOf(process.env.WOSHOU_TEST_RUN ?? `${process.pid}`)

const nameOf = (database: string) => new URL(database).pathname.slice(1)

/** A new database beside the one that `url` names: empty, or what another one is. @returns its URL */
export async function createDatabase(url: string, like?: string): Promise<string> {
  const name = `${PREFIX}_${randomBytes(5).toString('hex')}`
  const admin = new Client({ connectionString: url })
  await admin.connect()
  await admin.query(`CREATE DATABASE "${name}"${like === undefined ? '' : ` TEMPLATE "${nameOf(like)}"`}`)
  await admin.end()
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

/**
 * Deletes what a run has left in the PostgreSQL that TEST_DATABASE_URL names; one that tests have started themselves is
 * gone with them.
 * @returns the names; or why they are unknown
 */
export async function dropDatabasesOf(run: string): Promise<string[]> {
  const url = process.env.TEST_DATABASE_URL
  if (!url) return []
  const admin = new Client({ connectionString: url })
  admin.on('error', () => {})
  try {
    await admin.connect()
    const { rows } = await admin.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [`${prefixOf(run)}_`],
    )
    for (const { datname } of rows) await drop(admin, datname)
    return rows.map(({ datname }) => datname)
  } catch (error) {
    return [`unknown: ${error instanceof Error ? error.message : error}`]
  } finally {
    await admin.end().catch(() => {})
  }
}

/** Deletes a database that `createDatabase` has made. */
export async function dropDatabase(url: string, database: string): Promise<void> {
  const admin = new Client({ connectionString: url })
  await admin.connect()
  try {
    await drop(admin, nameOf(database))
  } finally {
    await admin.end()
  }
}

/** Attempts of `drop`: one that does not force waits some seconds for the worker to go. */
const ATTEMPTS = 10

/**
 * Deletes a database with whoever is connected to it. An autovacuum worker belongs to no role, so that only a superuser
 * may force it out (42501); a DROP that does not force asks it to go, and fails where others are connected (55006).
 */
async function drop(admin: Client, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const force = attempt % 2 === 1
    try {
      await admin.query(`DROP DATABASE IF EXISTS "${name}"${force ? ' WITH (FORCE)' : ''}`)
      return
    } catch (error) {
      const mayPass = (error as { code?: string }).code === (force ? '42501' : '55006')
      if (!mayPass || attempt === ATTEMPTS) throw error
    }
  }
}

function program(name: string): string {
  const found = findProgram(name)
  if (!found) throw new Error(`no ${name} on this machine`)
  return found
}

/** PostgreSQL refuses to run as root: then it runs as the account that its package has made. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
