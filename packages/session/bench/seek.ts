// npm run bench:engine
// How long it takes to seek anywhere in a replay of 2,000 events, beside folding the log from its beginning.

import { Replay, type SessionEvent, sessionOf } from '../src/index.ts'
import { chosen, scenario, Table } from '../src/testing/table.ts'

const EVENTS = 2_000
const SEEKS = 400

/** A log as long as one may get: a connection, and wrong attempts until it is full. */
function longLog(): readonly SessionEvent[] {
  const table = new Table(scenario('kernel-half-close')).seat()
  table.sendDue('client')
  while (table.log.length < EVENTS) table.send('client', chosen('A', table.log.length))
  return table.log
}

const milliseconds = (work: () => void): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

const log = longLog()
const positions = Array.from({ length: SEEKS }, (_, index) => 1 + ((index * 7_919) % log.length))
const replay = new Replay(log)
const first = milliseconds(() => replay.at(log.length))
const times = positions.map((n) => milliseconds(() => replay.at(n))).sort((a, b) => a - b)
const whole = milliseconds(() => sessionOf(log))
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0

console.log(`\nseeking in a replay of ${log.length} events`)
console.log(`  first seek, to the end     ${first.toFixed(2).padStart(8)} ms`)
console.log(`  ${SEEKS} seeks, median          ${at(0.5).toFixed(3).padStart(8)} ms`)
console.log(`  ${SEEKS} seeks, slowest         ${at(1).toFixed(3).padStart(8)} ms   (goal: < 16 ms)`)
console.log(
  `  folding it all             ${whole.toFixed(2).padStart(8)} ms   ${(whole / at(0.5)).toFixed(0)} × the median seek`,
)
