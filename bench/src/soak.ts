// `npm run soak`: 1,000 pairs play session after session for ten minutes; the server's memory must be flat after the
// first two. `-- --minutes 3 --pairs 200` for a shorter one.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine } from './machine.ts'
import { playOnAndOn } from './players/soak-pair.ts'
import { cpuOf, residentOf } from './process.ts'
import { median, percentile, round } from './statistics.ts'
import { startWoshou } from './system.ts'
import { table } from './table.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, pairs: { type: 'string', default: '1000' } },
})
const [minutes, pairs] = [Number(values.minutes), Number(values.pairs)]

/** Memory may waver by so much, as a share: collectors and allocators have their own rhythm. */
const FLAT = 0.15
const SETTLING_MINUTES = 2

const server = await startWoshou({ METRICS_TOKEN: 'what-the-soak-says' })
let over = false
let roundTrips: number[] = []
let [moves, sessions] = [0, 0]
const failures: string[] = []
const players = Array.from({ length: pairs }, async () => {
  // they come into the room within the first twenty seconds
  await wait(Math.random() * 20_000)
  while (!over) {
    try {
      await playOnAndOn(server.url, {
        over: () => over,
        moved: (milliseconds) => {
          moves += 1
          roundTrips.push(milliseconds)
        },
        played: () => {
          sessions += 1
        },
      })
    } catch (error) {
      failures.push(String(error))
    }
  }
})

const rows: (string | number)[][] = []
const resident: number[] = []
for (let minute = 1; minute <= minutes; minute++) {
  const [cpu, before] = [cpuOf(server.pid), moves]
  roundTrips = []
  const samples: number[] = []
  for (let second = 0; second < 60; second += 5) {
    await wait(5_000)
    samples.push(residentOf(server.pid) / 1e6)
  }
  resident.push(median(samples))
  const made = moves - before
  rows.push([
    minute,
    Math.round(median(samples)),
    made,
    round((cpuOf(server.pid) - cpu) / 60e6, 2),
    round(percentile(roundTrips, 0.5), 1),
    round(percentile(roundTrips, 0.99), 1),
    sessions,
  ])
  console.log(`minute ${minute}: ${Math.round(median(samples))} MB, ${made} moves, ${sessions} sessions so far`)
}
over = true
await Promise.race([Promise.all(players), wait(30_000)])
const settled = resident.slice(Math.min(SETTLING_MINUTES, resident.length - 1))
const growth = (settled.at(-1) ?? 0) / (settled[0] ?? 1) - 1
await server.kill('SIGTERM')

const headings = ['minute', 'MB', 'moves', 'cores', 'p50 ms', 'p99 ms', 'sessions']
console.log(`\nSoak: ${pairs} pairs for ${minutes} minutes\n${table(headings, rows)}\n`)
console.log(
  `memory from minute ${SETTLING_MINUTES + 1} to the last: ${round(growth * 100)} %; failures: ${failures.length}`,
)
for (const failure of failures.slice(0, 5)) console.log(`  ${failure}`)
const flat = growth < FLAT && failures.length === 0
const results = {
  at: new Date().toISOString(),
  machine: machine(),
  pairs,
  minutes,
  growth: round(growth, 3),
  flat,
  rows,
}
mkdirSync(join(import.meta.dirname, '../results'), { recursive: true })
writeFileSync(join(import.meta.dirname, '../results/soak.json'), `${JSON.stringify(results, null, 2)}\n`)
console.log(flat ? 'flat' : 'NOT FLAT')
process.exit(flat ? 0 : 1)

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
