import { checkOf } from '@woshou/protocol'
import {
  begin,
  type Command,
  choiceOf,
  dueNow,
  elapse,
  generator,
  type Happening,
  type Level,
  nextDue,
  play,
  ROLES,
  type Role,
  type Session,
  type SessionEvent,
  sit,
} from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { evolveTile, type Tile } from '../tile/tile.ts'

/**
 * right: plays rightly, at the own pace, with a slip now and then. prompt: quickly, and without one. idle: does nothing at
 * all. stubborn: makes the same mistake over and over. told: takes every hint before each move, and stops when it has been
 * told the answer twice.
 */
export type Manner = 'right' | 'prompt' | 'idle' | 'stubborn' | 'told'

/** A pair that plays by itself in virtual time: each student thinks for a while that its seed says. */
export class SimulatedPair {
  readonly log: SessionEvent[] = []
  readonly manners: Readonly<Record<Role, Manner>>
  /** What has been folded of each happening as it came. */
  tile: Tile | null = null
  #session: Session
  #now = 0
  #moves = 0
  #random: () => number
  /** When each student acts next. */
  #acts: Record<Role, number> = { client: Number.POSITIVE_INFINITY, server: Number.POSITIVE_INFINITY }

  constructor(
    seed: number,
    manners: Readonly<Record<Role, Manner>>,
    scenario = 'data-in-between',
    level: Level = 'coached',
  ) {
    this.manners = manners
    this.#random = generator(seed)
    const found = SCENARIOS.find(({ id }) => id === scenario)
    if (!found) throw new Error(`no scenario ${scenario}`)
    const begun = begin({ scenario: found, level, pace: 1, seed, now: 1_800_000_000_000 })
    this.#session = begun.session
    this.#store(begun)
    for (const role of ROLES) this.#store(sit(this.#session, role, `the ${role}`, 0))
    this.#plan()
  }

  get session(): Session {
    return this.#session
  }

  /** Plays on until that play time, ms. */
  until(now: number): this {
    for (;;) {
      const due = nextDue(this.#session) ?? Number.POSITIVE_INFINITY
      const next = Math.min(due, this.#acts.client, this.#acts.server)
      if (next > now) break
      this.#now = Math.max(this.#now, next)
      if (due <= this.#now) this.#store(elapse(this.#session, this.#now))
      else this.#act(this.#acts.client <= this.#acts.server ? 'client' : 'server')
      this.#plan()
    }
    this.#now = now
    return this
  }

  #act(role: Role): void {
    this.#acts[role] = Number.POSITIVE_INFINITY
    const end = this.#session.ends[role]
    const { answers = 0 } = this.tile?.[role] ?? {}
    const [arrival] = end.inbox
    const [due] = dueNow(end)
    const manner = this.manners[role]
    if (manner === 'idle') return
    if (manner === 'told' && answers >= 2) return
    const hints = manner === 'told' && this.#session.level === 'coached'
    if (hints && end.hintStep < 3 && !arrival) this.#move(role, { type: 'take-hint' })
    else if (arrival) this.#move(role, { type: 'check-arrival', check: checkOf(end.tcb, arrival) })
    else if (due) {
      const segment = choiceOf(due.segment)
      const slips = manner === 'right' && this.#random() < 0.15 && (this.tile?.[role].again ?? 0) === 0
      const errs = manner === 'stubborn' || slips
      this.#move(role, { type: 'send-segment', segment: errs ? { ...segment, seq: segment.seq + 7 } : segment })
    }
  }

  #move(role: Role, command: Command): void {
    const id = `move-${String(++this.#moves).padStart(6, '0')}`
    const answer = play(this.#session, command, { role, id, version: this.#session.version, now: this.#now })
    if ('events' in answer) this.#store(answer)
    else throw new Error(`${role}: ${JSON.stringify(answer)}`)
  }

  /** Whoever has something to do does it after having thought; one who thinks already goes on thinking. */
  #plan(): void {
    for (const role of ROLES) {
      const end = this.#session.ends[role]
      const busy = this.#session.started && !this.#session.ended && (end.inbox.length > 0 || dueNow(end).length > 0)
      if (!busy) this.#acts[role] = Number.POSITIVE_INFINITY
      else if (this.#acts[role] === Number.POSITIVE_INFINITY)
        this.#acts[role] = this.#now + this.#thinking(this.manners[role])
    }
  }

  #thinking(manner: Manner): number {
    return manner === 'prompt' || manner === 'told'
      ? 1_000 + this.#random() * 3_000
      : 2_000 + this.#random() ** 3 * 18_000
  }

  #store(happening: Happening | null): void {
    if (!happening) return
    this.#session = happening.session
    this.log.push(...happening.events)
    this.tile = evolveTile(this.tile, happening.events, happening.session)
  }
}
