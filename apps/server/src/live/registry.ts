import { LogWatch } from './log-watch.ts'
import { ScenarioPool } from './scenario-pool.ts'
import { type Keeper, SessionActor, type Surroundings } from './session-actor.ts'

interface Entry {
  readonly loading: Promise<SessionActor | null>
  /** Null until it is loaded. */
  actor: SessionActor | null
  /** How many need the actor now. */
  holds: number
}

/** The live sessions of this server: one actor each, from the first who needs it until nobody does. */
export class Registry {
  readonly #entries = new Map<string, Entry>()
  readonly #scenarios = new ScenarioPool()
  readonly #surroundings: Surroundings
  readonly #watch: LogWatch
  readonly #keeper: Keeper
  #closed = false

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    this.#watch = new LogWatch({ ...surroundings, actors: () => this.#actors() })
    this.#keeper = {
      settled: (actor) => this.#letGo(actor),
      doubted: (actor) => this.#watch.doubt(actor),
    }
  }

  /** How many actors there are. */
  get size(): number {
    return this.#entries.size
  }

  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /** The session's actor, while it is live here, for a look at it; who needs it longer holds it. */
  at(id: string): SessionActor | null {
    return this.#entries.get(id)?.actor ?? null
  }

  /** The session's actor, which stays until it is given back by `release`; null when there is no such session. */
  async hold(id: string): Promise<SessionActor | null> {
    if (this.#closed) throw new Error('the server is about to stop')
    const entry = this.#entries.get(id) ?? this.#load(id)
    entry.holds += 1
    const actor = await entry.loading.catch((error) => {
      this.#drop(id, entry)
      throw error
    })
    if (!actor) this.#drop(id, entry)
    return actor
  }

  release(actor: SessionActor): void {
    const entry = this.#entries.get(actor.id)
    if (!entry) return
    entry.holds -= 1
    this.#letGo(actor)
  }

  /** Runs `work` with the session's actor, or null when there is no such session. */
  async using<Result>(id: string, work: (actor: SessionActor | null) => Promise<Result>): Promise<Result> {
    const actor = await this.hold(id)
    try {
      return await work(actor)
    } finally {
      if (actor) this.release(actor)
    }
  }

  /** Resolves when everything under way is stored. */
  async close(): Promise<void> {
    this.#closed = true
    this.#watch.close()
    const actors = await Promise.all([...this.#entries.values()].map(({ loading }) => loading.catch(() => null)))
    await Promise.all(actors.map((actor) => actor?.close()))
    this.#entries.clear()
  }

  #load(id: string): Entry {
    const loading = SessionActor.load(id, this.#surroundings, this.#keeper, this.#scenarios)
    const entry: Entry = { holds: 0, actor: null, loading }
    this.#entries.set(id, entry)
    loading.then(
      (actor) => {
        entry.actor = actor
      },
      // whoever waits for it is told
      () => {},
    )
    return entry
  }

  *#actors(): Iterable<SessionActor> {
    for (const { actor } of this.#entries.values()) if (actor) yield actor
  }

  #letGo(actor: SessionActor): void {
    const entry = this.#entries.get(actor.id)
    if (!entry || entry.holds > 0 || !actor.idle) return
    this.#drop(actor.id, entry)
    void actor.close()
  }

  #drop(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
  }
}
