import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  begin,
  type ClientMessage,
  elapse,
  type Happening,
  nextDue,
  parseScenario,
  play,
  type Role,
  type Session,
  see,
  sit,
  withElapsed,
} from '../../../../packages/session/src/index.ts'
import { Rows } from './rows.ts'

const SCENARIO = new URL('../../../scenarios/ping-pong.json', import.meta.url)
const parsed = parseScenario(JSON.parse(readFileSync(SCENARIO, 'utf8')))
if (!parsed.ok) throw new Error(`${parsed.field}: ${parsed.detail}`)
const { scenario } = parsed

const rows = new Rows()
process.on('SIGTERM', () => {
  rows.remove()
  process.exit()
})

let pairs = 0

/**
 * The least that does the work of a Woshou session: judges and folds with this repository's packages, stores each append
 * as one row, durably, before anybody hears of it, and tells each seat what it may see. No limits, no resuming, no
 * second server, no answer to whoever is wrong; the log's own versions are told. What a server adds is added to this.
 */
export class LeastPair {
  readonly #tell: (role: Role, message: object) => void
  readonly #number = ++pairs
  #session: Session
  #busy = false
  readonly #queue: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  readonly #told = { client: 0, server: 0 }

  /** @param tell says something to whoever has a seat */
  constructor(tell: (role: Role, message: object) => void) {
    this.#tell = tell
    const options = { scenario, level: 'coached', pace: 0.1, seed: randomInt(2 ** 31), now: Date.now() } as const
    const begun = begin(options)
    this.#session = begun.session
    this.#store(begun)
  }

  sit(role: Role, name: string): void {
    this.#next(() => {
      const seated = sit(this.#session, role, name, this.#now())
      if (!seated) throw new Error(`the ${role}'s seat is taken`)
      this.#store(seated)
    })
  }

  /** All that there is to tell a seat that has just come in. */
  welcome(role: Role): void {
    this.#tell(role, { type: 'events', since: 0, version: this.#session.version, now: this.#now(), events: [] })
  }

  move(role: Role, { id, version, command }: Extract<ClientMessage, { type: 'move' }>): void {
    this.#next(() => {
      const now = this.#now()
      const due = elapse(this.#session, now)
      const before = due && withElapsed(due, now)
      const answer = play(before?.session ?? this.#session, command, { role, id, version, now })
      if (answer.kind !== 'accepted') throw new Error(`the benchmark's players are right: ${JSON.stringify(answer)}`)
      const { events, session } = withElapsed(answer, now)
      const accepted = { type: 'accepted', id, version: answer.events[0]?.version }
      this.#store({ events: before ? [...before.events, ...events] : events, session }, () =>
        this.#tell(role, accepted),
      )
    })
  }

  /** One thing at a time. */
  #next(job: () => void): void {
    if (this.#busy) this.#queue.push(job)
    else job()
  }

  #now(): number {
    return Math.max(this.#session.at, Date.now() - this.#session.createdAt)
  }

  #store({ events, session }: Happening, then?: () => void): void {
    this.#busy = true
    const version = this.#session === session ? 1 : this.#session.version + 1
    rows.append([this.#number, version, JSON.stringify(events)], () => {
      this.#session = session
      const now = this.#now()
      for (const role of ['client', 'server'] as const) {
        const seen = events.flatMap((event) => see(event, role) ?? [])
        const newest = seen.at(-1)
        if (!newest) continue
        this.#tell(role, { type: 'events', since: this.#told[role], version: newest.version, now, events: seen })
        this.#told[role] = newest.version
      }
      then?.()
      this.#busy = false
      const job = this.#queue.shift()
      if (job) job()
      else this.#arm()
    })
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const due = nextDue(this.#session)
    if (due !== null) this.#timer = setTimeout(() => this.#next(() => this.#elapse()), Math.max(0, due - this.#now()))
  }

  #elapse(): void {
    const now = this.#now()
    const due = elapse(this.#session, now)
    if (due) this.#store(withElapsed(due, now))
    else this.#arm()
  }
}
