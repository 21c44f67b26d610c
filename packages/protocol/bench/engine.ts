// npm run bench:engine
// How many segments per second one core judges and folds, beside an XState machine of Figure 5 in the same run.
import { initialTransition, transition } from 'xstate'
import { type Call, call, closed, due, judge, receive, type Segment, send, type Tcb } from '../src/index.ts'
import { figure5 } from './figure-5.ts'

interface Step {
  readonly end: 0 | 1
  readonly segment: Segment
}

const must = (tcb: Tcb, request: Call): Tcb => {
  const result = call(tcb, request)
  if (!result.ok) throw new Error(result.error)
  return result.tcb
}

const TEXT = 'The quick brown fox jumps over the lazy dog.'
const POLICY = { delayedAck: false }

const start = (): [Tcb, Tcb] => [
  must(closed({ policy: POLICY, isn: 4294967290 }), { type: 'open-active' }),
  must(closed({ policy: POLICY, isn: 300 }), { type: 'open-passive' }),
]

/** One connection's life: open, text both ways, close; the moves are recorded so that only judging and folding is timed. */
function record(rounds: number): readonly (Step | { readonly end: 0 | 1; readonly request: Call })[] {
  const tcbs = start()
  const log: (Step | { readonly end: 0 | 1; readonly request: Call })[] = []
  const settle = (): void => {
    for (let quiet = 0; quiet < 2; ) {
      quiet = 0
      for (const end of [0, 1] as const) {
        const [first] = due(tcbs[end])
        if (first === undefined) {
          quiet++
          continue
        }
        log.push({ end, segment: first.segment })
        tcbs[end] = send(tcbs[end], first.segment)
        const to = end === 0 ? 1 : 0
        tcbs[to] = receive(tcbs[to], first.segment).tcb
      }
    }
  }
  const ask = (end: 0 | 1, request: Call): void => {
    log.push({ end, request })
    tcbs[end] = must(tcbs[end], request)
    settle()
  }
  settle()
  for (let i = 0; i < rounds; i++) ask((i & 1) as 0 | 1, { type: 'send', text: TEXT })
  ask(0, { type: 'close' })
  ask(1, { type: 'close' })
  return log
}

const log = record(20)
const segments = log.filter((entry) => 'segment' in entry).length

/** Judges each segment, folds it into its sender and into its receiver. */
function life(): void {
  const tcbs = start()
  for (const entry of log) {
    if ('request' in entry) {
      tcbs[entry.end] = must(tcbs[entry.end], entry.request)
      continue
    }
    const { end, segment } = entry
    if (!judge(tcbs[end], segment).legal) throw new Error('a due segment was judged wrong')
    tcbs[end] = send(tcbs[end], segment)
    const to = end === 0 ? 1 : 0
    tcbs[to] = receive(tcbs[to], segment).tcb
  }
  if (tcbs[1].state !== 'CLOSED') throw new Error(tcbs[1].state)
}

/** Of this process, seconds: what others do on the machine counts for nothing. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Runs for about so many seconds of processor time, and says how often per second of it. */
function rate(run: () => void, seconds: number): number {
  const begin = processorTime()
  let count = 0
  while (processorTime() - begin < seconds) {
    for (let i = 0; i < 50; i++) run()
    count += 50
  }
  return count / (processorTime() - begin)
}

rate(life, 1)
const engine = Math.max(rate(life, 2), rate(life, 2)) * segments
console.log(
  `engine: ${Math.round(engine).toLocaleString('en')} judged and folded segments per second and core (${segments} in a connection)`,
)
const judged = measureJudge()
console.log(`judge alone: ${Math.round(judged).toLocaleString('en')} per second`)

const diagram = measureFigure5()
console.log(`XState, Figure 5 alone: ${Math.round(diagram).toLocaleString('en')} transitions per second`)
console.log(
  `the engine judges and folds ${(engine / diagram).toFixed(1)} × as many segments as XState makes transitions`,
)

function measureJudge(): number {
  const tcbs = start()
  const pairs: (readonly [Tcb, Segment])[] = []
  for (const entry of log) {
    if ('request' in entry) {
      tcbs[entry.end] = must(tcbs[entry.end], entry.request)
      continue
    }
    pairs.push([tcbs[entry.end], entry.segment])
    tcbs[entry.end] = send(tcbs[entry.end], entry.segment)
    const to = entry.end === 0 ? 1 : 0
    tcbs[to] = receive(tcbs[to], entry.segment).tcb
  }
  return (
    rate(() => {
      for (const [tcb, segment] of pairs) judge(tcb, segment)
    }, 1) * pairs.length
  )
}

/** The client's way through the diagram, and the server's: as many transitions as their states change. */
function measureFigure5(): number {
  const client = ['active OPEN', 'rcv SYN,ACK', 'CLOSE', 'rcv ACK of FIN', 'rcv FIN', 'Timeout=2MSL']
  const server = ['passive OPEN', 'rcv SYN', 'rcv ACK of SYN', 'rcv FIN', 'CLOSE', 'rcv ACK of FIN']
  const run = (): void => {
    for (const events of [client, server]) {
      let [state] = initialTransition(figure5)
      for (const type of events) [state] = transition(figure5, state, { type })
      if (state.value !== 'CLOSED') throw new Error(String(state.value))
    }
  }
  rate(run, 0.5)
  return rate(run, 2) * (client.length + server.length)
}
