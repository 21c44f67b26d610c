import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const SYSTEMS = join(import.meta.dirname, 'systems')
const WOSHOU = join(import.meta.dirname, '../../apps/server/src/main.ts')
const SCENARIOS = join(import.meta.dirname, '../scenarios')

/** A server in a process of its own, ready to be connected to. */
export interface Running {
  readonly pid: number
  readonly url: string
  /** What it wrote to stdout until it was ready. */
  readonly printed: readonly string[]
  /** What it wrote to stderr. */
  readonly log: () => string
  kill(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a program with Node and waits until it says `ready: URL`. @param flags Node's own */
export async function start(
  program: string,
  variables: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Running> {
  const env = { ...process.env, NODE_ENV: 'production', ...variables }
  const child: ChildProcess = spawn(process.execPath, [...flags, program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const { pid, stdout, stderr } = child
  if (pid === undefined || !stdout || !stderr) throw new Error(`${program} did not start`)
  let log = ''
  stderr.on('data', (text) => {
    log = (log + text).slice(-100_000)
  })
  const printed: string[] = []
  for await (const line of createInterface(stdout)) {
    printed.push(line)
    const url = /ready: (http:\S+)/.exec(line)?.[1]
    if (!url) continue
    stdout.resume()
    const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    }
    return { pid, url, printed, log: () => log, kill }
  }
  throw new Error(`${program} did not start:\n${log}`)
}

/** Starts one of the peers, `systems/NAME.ts`. */
export const startPeer = (name: string, flags: readonly string[] = []): Promise<Running> =>
  start(join(SYSTEMS, `${name}.ts`), {}, flags)

/**
 * Starts Woshou as it is in production but for the limits per address: all students of a benchmark share one.
 * @param variables its environment, '' for what a variable is in production; without DATABASE_URL it gets an empty SQLite
 * file, deleted when it is killed
 */
export async function startWoshou(
  variables: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'woshou-bench-'))
  const running = await start(
    WOSHOU,
    {
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      SCENARIO_DIR: SCENARIOS,
      DATABASE_URL: `file:${join(folder, 'woshou.db')}`,
      REQUESTS_PER_MINUTE: '1000000',
      MESSAGES_PER_SECOND: '10000',
      CONNECTIONS_PER_ADDRESS: '1000000',
      CONNECTIONS_LIMIT: '1000000',
      STORAGE_PER_ADDRESS: '0',
      LOOP_DELAY_LIMIT: '60000',
      ...variables,
    },
    flags,
  )
  const kill = async (signal?: NodeJS.Signals) => {
    await running.kill(signal)
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...running, kill }
}
