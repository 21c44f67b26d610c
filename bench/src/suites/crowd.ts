import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CrowdOrder, CrowdReport } from '../crowd.ts'
import type { Services } from '../services.ts'
import { type Running, startWoshou } from '../system.ts'
import { table } from '../table.ts'

const CROWD = join(import.meta.dirname, '../crowd.ts')
const run = promisify(execFile)

/** Plays against servers that run. */
export async function playCrowd(
  servers: readonly Running[],
  order: Omit<CrowdOrder, 'urls' | 'pids'>,
): Promise<CrowdReport> {
  const whole: CrowdOrder = { ...order, urls: servers.map(({ url }) => url), pids: servers.map(({ pid }) => pid) }
  const { stdout } = await run(process.execPath, [CROWD, JSON.stringify(whole)], { maxBuffer: 1e7 })
  return JSON.parse(stdout) as CrowdReport
}

/** A student moves every five seconds. */
const THINK = 2_500

/** *Many students* on one server with SQLite, each moving every five seconds. */
export async function students(crowd: { students: number; seconds: number }): Promise<CrowdReport> {
  const server = await startWoshou()
  try {
    const report = await playCrowd([server], { ...crowd, think: THINK, herd: false })
    print('Many students, one server, SQLite', report)
    return report
  } finally {
    await server.kill('SIGTERM')
  }
}

/** The *thundering herd*: a whole crowd comes back at once, each from the last event that it has. */
export async function herd({ quick }: { quick: boolean }): Promise<CrowdReport> {
  const server = await startWoshou()
  try {
    const report = await playCrowd([server], { students: quick ? 500 : 5_000, think: THINK, seconds: 5, herd: true })
    const { seconds = Number.NaN, p50Seconds = Number.NaN } = report.herd ?? {}
    console.log(`\nThundering herd: ${report.students} students reconnect at once`)
    console.log(`half of them are back and current after ${p50Seconds} s, the last after ${seconds} s\n`)
    return report
  } finally {
    await server.kill('SIGTERM')
  }
}

/** The same load through three servers on PostgreSQL and Valkey; the two ends of every pair sit on different servers. */
export async function servers(
  { postgres, valkey }: Services,
  { quick }: { quick: boolean },
): Promise<(CrowdReport & { readonly conflicts: number }) | null> {
  if (!postgres || !valkey) return null
  const METRICS_TOKEN = 'what-the-benchmark-says'
  const DATABASE_URL = await postgres.createDatabase()
  const variables = { DATABASE_URL, VALKEY_URL: valkey.url, METRICS_TOKEN }
  const running = await Promise.all([startWoshou(variables), startWoshou(variables), startWoshou(variables)])
  try {
    const order = { students: quick ? 600 : 3_000, think: THINK, seconds: quick ? 10 : 60, herd: false }
    const report = await playCrowd(running, order)
    const conflicts = (await Promise.all(running.map(({ url }) => conflictsOf(url, METRICS_TOKEN)))).reduce(
      (a, b) => a + b,
    )
    print('Three servers, PostgreSQL and Valkey, the ends of each pair on different servers', report)
    console.log(`conflicts: ${conflicts}, ${((conflicts / report.moves) * 100).toFixed(2)} per 100 moves\n`)
    return { ...report, conflicts }
  } finally {
    await Promise.all(running.map((server) => server.kill('SIGTERM')))
  }
}

async function conflictsOf(url: string, token: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text()
  return Number(/^woshou_append_conflicts_total (\d+)/m.exec(text)?.[1])
}

function print(title: string, report: CrowdReport): void {
  const { cpu, cpuMicrosPerMove, kilobytesPerStudent, lost, moves, movesPerSecond, roundTrip } = report
  const headings = [
    'students',
    'moves',
    'lost',
    'moves/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'max ms',
    'kB/student',
    'cores',
    'CPU µs/move',
  ]
  const row = [
    report.students,
    moves,
    lost,
    movesPerSecond,
    roundTrip.p50,
    roundTrip.p95,
    roundTrip.p99,
    roundTrip.max,
    kilobytesPerStudent,
    cpu,
    cpuMicrosPerMove,
  ]
  console.log(`\n${title} (${report.seconds} s)\n${table(headings, [row])}\n`)
}
