import {
  type Call,
  call,
  closed,
  due,
  expire,
  judge,
  type Policy,
  receive,
  type Segment,
  send,
  type Tcb,
  timers,
} from './index.ts'

/** A pseudo-random number from 0 to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export type End = 'client' | 'server'

export interface Link {
  /** The chance that a segment is lost, or delivered twice. */
  readonly loss: number
  readonly duplication: number
  /** Delay in milliseconds, at least and at most: the difference makes segments overtake each other. */
  readonly delay: readonly [number, number]
}

export interface Wishes {
  readonly calls: readonly { readonly at: number; readonly call: Call }[]
  readonly isn: number
  readonly policy: Partial<Policy>
}

interface Happening {
  readonly at: number
  readonly run: () => void
}

/** Two engine ends that send whatever is due over a link, with a simulated clock. */
export class Play {
  readonly tcbs: Record<End, Tcb>
  readonly received: Record<End, string> = { client: '', server: '' }
  readonly pairs = new Set<string>()
  /** Every change of a state, `from to`. */
  readonly arrows = new Set<string>()
  readonly log: string[] = []
  /** Complaints: a due segment that was judged wrong. */
  readonly complaints: string[] = []
  #now = 0
  #queue: Happening[] = []
  readonly #link: Link
  readonly #random: () => number
  readonly #isn: Record<End, number>
  readonly #started: Record<End, Map<string, number>> = { client: new Map(), server: new Map() }
  steps = 0
  readonly #watch: (sender: Tcb, segment: Segment) => void

  constructor(
    link: Link,
    wishes: Readonly<Record<End, Wishes>>,
    seed: number,
    watch: (sender: Tcb, segment: Segment) => void = () => {},
  ) {
    this.#watch = watch
    this.#link = link
    this.#random = random(seed)
    this.#isn = { client: wishes.client.isn, server: wishes.server.isn }
    this.tcbs = {
      client: closed({ policy: wishes.client.policy }),
      server: closed({ policy: wishes.server.policy }),
    }
    for (const end of ['client', 'server'] as const) this.#live(end, wishes[end].calls)
  }

  /** Runs until nothing is left to happen, or `limit` steps are over. */
  run(limit = 5000): void {
    while (this.#queue.length > 0 && this.steps < limit) {
      this.steps++
      let first = 0
      for (let i = 1; i < this.#queue.length; i++)
        if ((this.#queue[i] as Happening).at < (this.#queue[first] as Happening).at) first = i
      const [next] = this.#queue.splice(first, 1)
      if (next === undefined) return
      this.#now = next.at
      next.run()
      this.pairs.add(`${this.tcbs.client.state} ${this.tcbs.server.state}`)
    }
  }

  #at(at: number, run: () => void): void {
    this.#queue.push({ at, run })
  }

  /** The application's life: one call after the other, none before its time or before the connection is there. */
  #live(end: End, calls: Wishes['calls']): void {
    const [first, ...rest] = calls
    if (first === undefined) return
    const when = Math.max(first.at, this.#now)
    this.#at(when, () => {
      const { state } = this.tcbs[end]
      const opens = first.call.type === 'open-active' || first.call.type === 'open-passive'
      // CLOSE in LISTEN or SYN-SENT deletes the TCB (§3.10.4), and SEND in LISTEN opens actively (§3.10.2).
      if (!opens && (state === 'LISTEN' || state === 'SYN-SENT')) {
        if (this.#now < 400_000) this.#live(end, [{ at: this.#now + 500, call: first.call }, ...rest])
        return
      }
      const result = call(this.tcbs[end], first.call)
      if (result.ok) this.#become(end, result.tcb)
      this.#speak(end)
      this.#live(end, rest)
    })
  }

  #become(end: End, tcb: Tcb): void {
    this.tcbs[end] = tcb
    const running = timers(tcb)
    const started = this.#started[end]
    for (const { timer, after, epoch } of running) {
      if (started.get(timer) === epoch) continue
      started.set(timer, epoch)
      this.#at(this.#now + after, () => {
        const still = timers(this.tcbs[end]).find((t) => t.timer === timer && t.epoch === epoch)
        if (still === undefined || started.get(timer) !== epoch) return
        started.delete(timer)
        this.log.push(`${end} timer ${timer}`)
        this.#become(end, expire(this.tcbs[end], timer))
        this.#speak(end)
      })
    }
    for (const timer of [...started.keys()]) if (!running.some((t) => t.timer === timer)) started.delete(timer)
  }

  /** Sends all that is due now, the most urgent first. */
  #speak(end: End): void {
    for (let i = 0; i < 50; i++) {
      const all = due(this.tcbs[end], { isn: this.#isn[end] })
      for (const { segment, reason } of all) {
        const verdict = judge(this.tcbs[end], segment)
        if (!verdict.legal)
          this.complaints.push(`${this.tcbs[end].state} ${reason} ${verdict.violations.map((v) => v.rule)}`)
      }
      const next = all[0]
      if (next === undefined) return
      this.log.push(`${end} ${this.tcbs[end].state} ${next.reason} ${JSON.stringify(next.segment).slice(0, 90)}`)
      this.#watch(this.tcbs[end], next.segment)
      const sent = send(this.tcbs[end], next.segment)
      if (sent.state !== this.tcbs[end].state) this.arrows.add(`${this.tcbs[end].state} ${sent.state}`)
      this.#become(end, sent)
      this.#carry(end === 'client' ? 'server' : 'client', next.segment)
    }
    this.complaints.push(`${end} never stops talking`)
  }

  #carry(to: End, segment: Segment): void {
    const { loss, duplication, delay } = this.#link
    if (this.#random() < loss) {
      this.log.push(`lost to ${to}`)
      return
    }
    const copies = this.#random() < duplication ? 2 : 1
    for (let i = 0; i < copies; i++)
      this.#at(this.#now + delay[0] + this.#random() * (delay[1] - delay[0]), () => {
        const reception = receive(this.tcbs[to], segment)
        for (const signal of reception.signals) if (signal.type === 'text-delivered') this.received[to] += signal.text
        for (const change of reception.changes)
          if (change.variable === 'state') this.arrows.add(`${change.from} ${change.to}`)
        this.log.push(`  ${to} ${reception.step} ${reception.outcome} -> ${reception.tcb.state}`)
        this.#become(to, reception.tcb)
        this.#speak(to)
      })
  }
}
