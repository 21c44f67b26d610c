import { LogWatch } from './log-watch.ts'
import { isNotNow, type NotNow } from './not-now.ts'
import { ScenarioPool } from './scenario-pool.ts'
import { type Keeper, SessionHost } from './session-host.ts'
import type { Surroundings } from './surroundings.ts'

interface Entry {
  readonly loading: Promise<SessionHost | NotNow | null>
  /** Null until it is loaded. */
  host: SessionHost | null
  /** How many need the host now. */
  holds: number
}

/** The live sessions of this server: one host each, from the first who needs it until nobody does. */
export class Registry {
  readonly #entries = new Map<string, Entry>()
  readonly #scenarios = new ScenarioPool()
  readonly #surroundings: Surroundings
  readonly #watch: LogWatch
  readonly #keeper: Keeper
  readonly #loaded = new Set<(host: SessionHost) => void>()
  #closed = false

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    this.#watch = new LogWatch({ ...surroundings, hosts: () => this.hosts() })
    this.#keeper = {
      settled: (host) => this.#letGo(host),
      doubted: (host) => this.#watch.doubt(host),
    }
  }

  /** How many hosts there are. */
  get size(): number {
    return this.#entries.size
  }

  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /** The session's host, while it is live here, for a look at it; who needs it longer holds it. */
  at(id: string): SessionHost | null {
    return this.#entries.get(id)?.host ?? null
  }

  /** The session's host, which stays until it is given back by `release`; null when there is no such session. */
  async hold(id: string): Promise<SessionHost | NotNow | null> {
    if (this.#closed) return { notNow: 'stopping' }
    const entry = this.#entries.get(id) ?? this.#load(id)
    entry.holds += 1
    try {
      const host = await entry.loading
      if (!(host instanceof SessionHost)) this.#drop(id, entry)
      return host
    } catch (error) {
      this.#drop(id, entry)
      throw error
    }
  }

  /** Hears of each host when it has just been loaded. @returns ends that */
  onLoaded(hear: (host: SessionHost) => void): () => void {
    this.#loaded.add(hear)
    return () => void this.#loaded.delete(hear)
  }

  release(host: SessionHost): void {
    const entry = this.#entries.get(host.id)
    if (!entry) return
    entry.holds -= 1
    this.#letGo(host)
  }

  /** Runs `work` with the session's host, or null when there is no such session. */
  async using<Result>(id: string, work: (host: SessionHost | null) => Promise<Result>): Promise<Result | NotNow> {
    const host = await this.hold(id)
    if (isNotNow(host)) return host
    try {
      return await work(host)
    } finally {
      if (host) this.release(host)
    }
  }

  /** Resolves when everything under way is stored. */
  async close(): Promise<void> {
    this.#closed = true
    this.#watch.close()
    const hosts = await Promise.all([...this.#entries.values()].map(({ loading }) => loading.catch(() => null)))
    await Promise.all(hosts.map((host) => (host instanceof SessionHost ? host.close() : null)))
    this.#entries.clear()
  }

  #load(id: string): Entry {
    const loading = SessionHost.load(id, this.#surroundings, this.#keeper, this.#scenarios)
    const entry: Entry = { holds: 0, host: null, loading }
    this.#entries.set(id, entry)
    loading.then(
      (host) => {
        if (!(host instanceof SessionHost)) return
        entry.host = host
        for (const hear of this.#loaded) hear(host)
      },
      // whoever waits for it is told
      () => {},
    )
    return entry
  }

  /** All that are live here now, for a look at them. */
  *hosts(): Iterable<SessionHost> {
    for (const { host } of this.#entries.values()) if (host) yield host
  }

  #letGo(host: SessionHost): void {
    const entry = this.#entries.get(host.id)
    if (!entry || entry.holds > 0 || !host.idle) return
    this.#drop(host.id, entry)
    void host.close()
  }

  #drop(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
  }
}
