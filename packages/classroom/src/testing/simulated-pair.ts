import {
  begin,
  type Command,
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
import { hasToDo, type Manner, type Misconception, nextCommand, type Plant, thinking } from './manner.ts'

/** A pair that plays by itself in virtual time: each student thinks for a while that its seed says. */
export class SimulatedPair {
  readonly log: SessionEvent[] = []
  readonly manners: Readonly<Record<Role, Manner>>
  /** What has been folded of each happening as it came. */
  tile: Tile | null = null
  readonly #misconception: Misconception
  readonly #plants: Readonly<Partial<Record<Role, Plant | null>>>
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
    misconception: Misconception = 'seq-ahead',
    plants: Readonly<Partial<Record<Role, Plant | null>>> = {},
  ) {
    this.manners = manners
    this.#misconception = misconception
    this.#plants = plants
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
    const { again = 0, answers = 0 } = this.tile?.[role] ?? {}
    const { ends, level } = this.#session
    const situation = { end: ends[role], level, again, answers }
    const plant = this.#plants[role] ?? null
    const command = nextCommand(this.manners[role], situation, this.#random, this.#misconception, plant)
    if (command) this.#move(role, command)
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
      const busy = this.#session.started && !this.#session.ended && hasToDo(end)
      if (!busy) this.#acts[role] = Number.POSITIVE_INFINITY
      else if (this.#acts[role] === Number.POSITIVE_INFINITY)
        this.#acts[role] = this.#now + thinking(this.manners[role], this.#random)
    }
  }

  #store(happening: Happening | null): void {
    if (!happening) return
    this.#session = happening.session
    this.log.push(...happening.events)
    this.tile = evolveTile(this.tile, happening.events, happening.session)
  }
}
