import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CostReport, Order, PlayReport, Setting } from '../class-load.ts'
import { median, round } from '../statistics.ts'
import { type Running, startWoshou } from '../system.ts'
import { table } from '../table.ts'

const LOAD = join(import.meta.dirname, '../class-load.ts')
const run = promisify(execFile)
const SETTINGS: readonly Setting[] = ['plain', 'unwatched', 'watched']

export interface ClassReport {
  /** Sixty pairs and one board. */
  readonly grid: PlayReport
  /** Five hundred pairs, all from one address, by production's limits. */
  readonly hall: PlayReport
  /** CPU µs per move of the same pairs without a class, of a class, and of one with a board; the medians, interleaved. */
  readonly cost: Readonly<Record<Setting, number>> & { readonly watchedToPlain: number }
}

/** Each order goes on; what differs for each part of it. */
type Part = Order extends infer One ? (One extends Order ? Omit<One, 'url' | 'pid' | 'setUp'> : never) : never

/** A class and what it costs: a move's way onto the grid, a lecture hall from one address, a move with and without it. */
export async function classes({
  quick,
  rounds,
}: {
  quick: boolean
  rounds?: number | undefined
}): Promise<ClassReport> {
  const seconds = quick ? 10 : 40
  const grid = await withServer((server) =>
    load<PlayReport>(server, { part: 'play', pairs: 60, seconds, comeWithin: 2_000 }),
  )
  printPlay('Sixty pairs and one board', grid)
  const pairs = quick ? 100 : 500
  const hall = await withServer((server) =>
    load<PlayReport>(server, { part: 'play', pairs, seconds, comeWithin: quick ? 4_000 : 20_000 }),
  )
  printPlay(`${pairs} pairs from one address, by production’s limits`, hall)
  const cost = await costs(rounds ?? (quick ? 1 : 5), quick)
  return { grid, hall, cost }
}

async function costs(rounds: number, quick: boolean): Promise<ClassReport['cost']> {
  const measured: Record<Setting, number[]> = { plain: [], unwatched: [], watched: [] }
  for (let number = 1; number <= rounds; number++)
    // each comes first and last as often as the others
    for (let n = 0; n < SETTINGS.length; n++) {
      const setting = SETTINGS[(n + number) % SETTINGS.length] ?? 'plain'
      const [warmUp, moves] = quick ? [5_000, 10_000] : [15_000, 25_000]
      const report = await withServer(
        (server) => load<CostReport>(server, { part: 'cost', pairs: 60, setting, warmUp, moves }),
        UNLIMITED,
      )
      measured[setting].push(report.cpuMicrosPerMove)
      console.log(
        `  round ${number}/${rounds}: ${setting} ${round(report.cpuMicrosPerMove)} µs, ` +
          `${Math.round(report.movesPerSecond)} moves/s, ${round(report.boardMessagesPerSecond)} messages/s to the board`,
      )
    }
  const middle = (setting: Setting) => round(median(measured[setting]))
  const cost = { plain: middle('plain'), unwatched: middle('unwatched'), watched: middle('watched') }
  // within each round, since what a machine does at the moment is the same for its three: the median of these ratios
  const ratio = (setting: Setting) =>
    round(median(measured[setting].map((cost, n) => cost / (measured.plain[n] ?? Number.NaN))), 3)
  const watchedToPlain = ratio('watched')
  const rows = SETTINGS.map((setting) => [setting, cost[setting], ratio(setting)])
  console.log(
    `\nA move’s cost, 60 pairs (medians of ${rounds}; × is the median of each round’s)\n${table(['setting', 'CPU µs/move', '× plain'], rows)}\n`,
  )
  return { ...cost, watchedToPlain }
}

/** Moves at full speed are more than any student may make. */
const UNLIMITED = { REQUESTS_PER_MINUTE: '1000000', MESSAGES_PER_SECOND: '10000' }
/** As in production: all phones of the hall share one address. */
const PRODUCTION = {
  REQUESTS_PER_MINUTE: '',
  MESSAGES_PER_SECOND: '',
  CONNECTIONS_PER_ADDRESS: '',
  CONNECTIONS_LIMIT: '',
  STORAGE_PER_ADDRESS: '',
}

async function withServer<Result>(
  work: (server: Running) => Promise<Result>,
  limits: Readonly<Record<string, string>> = PRODUCTION,
): Promise<Result> {
  const server = await startWoshou(limits)
  try {
    return await work(server)
  } finally {
    await server.kill('SIGTERM')
  }
}

async function load<Report>({ pid, printed, url }: Running, part: Part): Promise<Report> {
  const setUp = /\/teach\/setup#([\w-]+)/.exec(printed.join('\n'))?.[1]
  if (setUp === undefined) throw new Error('the server has printed no address to set up the account')
  const order = { ...part, url, pid, setUp }
  const { stdout } = await run(process.execPath, [LOAD, JSON.stringify(order)], { timeout: 300_000, maxBuffer: 1e7 })
  return JSON.parse(stdout) as Report
}

function printPlay(title: string, report: PlayReport): void {
  const { board, comeInSeconds, cpu, moves, onGrid, seatedSeconds, students } = report
  const headings = ['students', 'in, s', 'seated, s', 'moves', 'on the grid p50, ms', 'p95', 'max', 'never', 'cores']
  const row = [students, comeInSeconds, seatedSeconds, moves, onGrid.p50, onGrid.p95, onGrid.max, onGrid.missing, cpu]
  console.log(`\n${title}\n${table(headings, [row])}`)
  const { bytesPerSecond, messagesPerSecond, worstBytes, worstMessages } = board
  console.log(
    `the board: ${messagesPerSecond} messages/s (${worstMessages} in the worst second), ` +
      `${round(bytesPerSecond / 1_000)} kB/s (${round(worstBytes / 1_000)} kB)\n`,
  )
}
