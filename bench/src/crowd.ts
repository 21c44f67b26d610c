// A crowd of students in a process apart from the servers': `node crowd.ts '{"urls": …}'`. Seats them in a ramp, lets
// them play, and on request drops all their sockets at once to see how long they take to be back.
import { connect, type PairOfSeats } from './players/crowd-pair.ts'
import { cpuOf, residentOf } from './process.ts'
import { percentile, round } from './statistics.ts'

export interface CrowdOrder {
  /** The servers; with more than one, the two ends of every pair sit on different ones. */
  readonly urls: readonly string[]
  readonly pids: readonly number[]
  readonly students: number
  /** Milliseconds from an arrival to the answer: half of what lies between two moves of a student. */
  readonly think: number
  readonly seconds: number
  /** Whether to drop all sockets at the end, and see how long it takes until everyone is back. */
  readonly herd: boolean
}

export interface CrowdReport {
  readonly students: number
  readonly rampSeconds: number
  readonly seconds: number
  readonly moves: number
  /** Sent and never accepted. */
  readonly lost: number
  readonly movesPerSecond: number
  readonly roundTrip: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number }
  readonly kilobytesPerStudent: number
  /** Of one core, all servers together. */
  readonly cpu: number
  readonly cpuMicrosPerMove: number
  readonly herd: { readonly seconds: number; readonly p50Seconds: number } | null
}

const AT_ONCE = 25

async function play(order: CrowdOrder): Promise<CrowdReport> {
  const { herd, pids, seconds, students, think, urls } = order
  const resident = () => pids.reduce((sum, pid) => sum + residentOf(pid), 0)
  const cpu = () => pids.reduce((sum, pid) => sum + cpuOf(pid), 0)
  const empty = resident()
  let roundTrips: number[] = []
  let accepted = 0
  let sent = 0
  let over = false
  const manner = {
    think: () => think * (0.5 + Math.random()),
    took: (milliseconds: number) => roundTrips.push(milliseconds),
    sent: () => {
      sent += 1
    },
  }
  const pairs: PairOfSeats[] = []
  const began = performance.now()
  while (pairs.length < students / 2) {
    const more = Math.min(AT_ONCE, students / 2 - pairs.length)
    const batch = Array.from({ length: more }, (_, n) => {
      const at = pairs.length + n
      return connect([urls[at % urls.length] ?? '', urls[(at + 1) % urls.length] ?? ''], manner)
    })
    const connected = await Promise.all(batch)
    for (const pair of connected) {
      pairs.push(pair)
      // not all at the same moment: they come into the room one after the other
      setTimeout(
        () =>
          pair.play(
            () => {
              accepted += 1
            },
            () => over,
          ),
        Math.random() * think * 2,
      )
    }
  }
  const rampSeconds = (performance.now() - began) / 1_000
  await wait(think * 2 + 2_000)

  roundTrips = []
  const [before, start, cpuBefore] = [accepted, performance.now(), cpu()]
  await wait(seconds * 1_000)
  const took = (performance.now() - start) / 1_000
  const moves = accepted - before
  const used = cpu() - cpuBefore
  const memory = resident() - empty
  const times = roundTrips
  over = true
  // what is on its way is still answered
  for (let waited = 0; accepted < sent && waited < 20; waited++) await wait(500)
  const lost = sent - accepted

  let herdReport: CrowdReport['herd'] = null
  if (herd) {
    const from = performance.now()
    const back = await Promise.all(
      pairs
        .flatMap((pair) => pair.reconnect())
        .map(async (joined) => {
          await joined
          return (performance.now() - from) / 1_000
        }),
    )
    herdReport = { seconds: round(Math.max(...back), 2), p50Seconds: round(percentile(back, 0.5), 2) }
  }
  return {
    students,
    rampSeconds: round(rampSeconds),
    seconds: round(took),
    moves,
    lost,
    movesPerSecond: Math.round(moves / took),
    roundTrip: {
      p50: round(percentile(times, 0.5), 2),
      p95: round(percentile(times, 0.95), 2),
      p99: round(percentile(times, 0.99), 2),
      max: round(percentile(times, 1), 1),
    },
    kilobytesPerStudent: round(memory / 1_000 / students),
    cpu: round(used / 1e6 / took, 2),
    cpuMicrosPerMove: round(used / moves),
    herd: herdReport,
  }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

console.log(JSON.stringify(await play(JSON.parse(process.argv[2] ?? '{}') as CrowdOrder)))
process.exit(0)
