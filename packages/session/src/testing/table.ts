import { ACK, checkOf, FIN, PSH, RST, SYN, URG } from '@woshou/protocol'
import { dueNow } from '../eyes/due-now.ts'
import { arriving } from '../eyes/end.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { ChosenSegment, Command } from '../facts/command.ts'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES, type Role, type Seat } from '../facts/role.ts'
import type { Scenario } from '../facts/scenario.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import {
  type Answer,
  begin,
  elapse,
  type Happening,
  letTimeGoOn,
  nextDue,
  play,
  sit,
  stopTime,
} from '../table/index.ts'
import type { Session } from '../table/session.ts'

const BITS = { S: SYN, A: ACK, F: FIN, R: RST, P: PSH, U: URG } as const

/** The scenario of that id. */
export function scenario(id: string): Scenario {
  const found = SCENARIOS.find((candidate) => candidate.id === id)
  if (!found) throw new Error(`no scenario ${id}`)
  return found
}

/** A segment as a student types it: `chosen('SA', 300, 101)`. */
export const chosen = (flags: string, seq: number, ack = 0, length = 0): ChosenSegment => ({
  flags: [...flags].reduce((sum, letter) => sum | BITS[letter as keyof typeof BITS], 0),
  seq,
  ack,
  length,
})

export { choiceOf }

/**
 * Two students at a table, without sockets or clocks: a session whose log grows by moves and by letting time pass.
 */
export class Table {
  log: SessionEvent[] = []
  now = 0
  #session: Session | null = null
  #moves = 0

  constructor(of: Scenario, seed = 1, options: { network?: boolean; tries?: number } = {}) {
    this.#store(begin({ scenario: of, level: of.level, pace: 1, seed, now: 1_800_000_000_000, ...options }))
  }

  get session(): Session {
    if (!this.#session) throw new Error('the log is empty')
    return this.#session
  }

  /** Both sit down. */
  seat(): this {
    for (const role of ROLES) this.sit(role)
    return this
  }

  /** One sits down. */
  sit(role: Seat): this {
    this.#store(sit(this.session, role, `the ${role}`, this.now))
    return this
  }

  /** One move made with all that the student can have seen; stores what comes of it. */
  move(role: Seat, command: Command, options: { id?: string; version?: number } = {}): Answer {
    const id = options.id ?? `move-${String(++this.#moves).padStart(4, '0')}`
    const answer = play(this.session, command, {
      role,
      id,
      version: options.version ?? this.session.version,
      now: this.now,
    })
    if ('events' in answer) this.#store(answer)
    return answer
  }

  send(role: Role, segment: ChosenSegment): Answer {
    return this.move(role, { type: 'send-segment', segment })
  }

  /** Sends what a correct TCP would send next; false when it has nothing to send. */
  sendDue(role: Role): boolean {
    const [next] = dueNow(this.session.ends[role])
    if (!next || this.session.ended) return false
    const decision = this.send(role, choiceOf(next.segment))
    if (decision.kind !== 'accepted') throw new Error(`${role}'s due segment: ${JSON.stringify(decision)}`)
    return true
  }

  /** Checks the oldest unchecked arrival as a correct TCP takes it; false when there is none. */
  checkDue(role: Role): boolean {
    const end = this.session.ends[role]
    const [arrival] = end.inbox
    if (!arrival || this.session.ended) return false
    const check = checkOf(end.tcb, arrival, arriving(end, arrival))
    return this.move(role, { type: 'check-arrival', check }).kind === 'accepted'
  }

  /** Lets the next timed thing happen; false when there is none. */
  wait(): boolean {
    const at = nextDue(this.session)
    if (at === null) return false
    this.now = Math.max(this.now, at)
    for (let due = elapse(this.session, this.now); due; due = elapse(this.session, this.now)) this.#store(due)
    return true
  }

  /** Time stands still for so many milliseconds of the clock, while `meanwhile` is tried. */
  pause(ms: number, meanwhile: () => void = () => {}): this {
    const clock = 1_800_000_000_000 + this.now
    this.#store(stopTime(this.session, this.now, clock))
    meanwhile()
    this.#store(letTimeGoOn(this.session, clock + ms))
    return this
  }

  /** Stores what only a host can bring about: a seat handed over, a round that is closed. */
  host(happening: Happening | null): this {
    this.#store(happening)
    return this
  }

  /** Both play what is due until nobody has anything to do and nothing is on its way. */
  play(): this {
    for (let busy = true; busy && !this.session.ended; ) {
      busy = false
      for (const role of ROLES) while (this.sendDue(role)) busy = true
      if (this.wait()) busy = true
    }
    return this
  }

  #store(happening: Happening | null): void {
    if (!happening) return
    this.#session = happening.session
    this.log.push(...happening.events)
  }
}
