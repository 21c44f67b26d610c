import { isNotNow, type NotNow } from '../not-now.ts'
import { ClassHost, type ClassKeeper } from './class-host.ts'
import type { ClassSurroundings } from './class-surroundings.ts'

interface Entry {
  readonly loading: Promise<ClassHost | NotNow | null>
  /** Null until it is loaded. */
  host: ClassHost | null
  /** How many need the host now. */
  holds: number
}

/** The classes that are live on this server: one host each, from the first who needs it until nobody does. */
export class ClassRegistry {
  readonly #entries = new Map<string, Entry>()
  readonly #surroundings: ClassSurroundings
  readonly #keeper: ClassKeeper = { settled: (host) => this.#letGo(host) }
  #closed = false

  constructor(surroundings: ClassSurroundings) {
    this.#surroundings = surroundings
    surroundings.registry.onLoaded((host) => {
      for (const { host: own } of this.#entries.values()) own?.sessionLoaded(host)
    })
  }

  /** How many hosts there are. */
  get size(): number {
    return this.#entries.size
  }

  /** The class's host, while it is live here, for a look at it; who needs it longer holds it. */
  at(id: string): ClassHost | null {
    return this.#entries.get(id)?.host ?? null
  }

  /** The class's host, which stays until it is given back by `release`; null when there is no such class. */
  async hold(id: string): Promise<ClassHost | NotNow | null> {
    if (this.#closed) return { notNow: 'stopping' }
    const entry = this.#entries.get(id) ?? this.#load(id)
    entry.holds += 1
    try {
      const host = await entry.loading
      if (!(host instanceof ClassHost)) this.#drop(id, entry)
      return host
    } catch (error) {
      this.#drop(id, entry)
      throw error
    }
  }

  release(host: ClassHost): void {
    const entry = this.#entries.get(host.id)
    if (!entry) return
    entry.holds -= 1
    this.#letGo(host)
  }

  /** Runs `work` with the class's host, or null when there is no such class. */
  async using<Result>(id: string, work: (host: ClassHost | null) => Promise<Result>): Promise<Result | NotNow> {
    const host = await this.hold(id)
    if (isNotNow(host)) return host
    try {
      return await work(host)
    } finally {
      if (host) this.release(host)
    }
  }

  /** See `ClassHost.broughtInLine`; of whichever class that is live here. */
  async broughtInLine(session: string): Promise<boolean> {
    for (const { host } of this.#entries.values()) if (await host?.broughtInLine(session)) return true
    return false
  }

  /**
   * The tables of a class have changed: somebody came in or came back on another phone, it is called otherwise. Whoever
   * wrote it says so, and every server's host reads them again.
   */
  tableChanged(id: string): void {
    this.#surroundings.bus.publish(id, { type: 'table-changed' })
  }

  /** Resolves when everything under way is stored. */
  async close(): Promise<void> {
    this.#closed = true
    const hosts = await Promise.all([...this.#entries.values()].map(({ loading }) => loading.catch(() => null)))
    await Promise.all(hosts.map((host) => (host instanceof ClassHost ? host.close() : null)))
    this.#entries.clear()
  }

  #load(id: string): Entry {
    const loading = ClassHost.load(id, this.#surroundings, this.#keeper)
    const entry: Entry = { holds: 0, host: null, loading }
    this.#entries.set(id, entry)
    loading.then(
      (host) => {
        if (host instanceof ClassHost) entry.host = host
      },
      // whoever waits for it is told
      () => {},
    )
    return entry
  }

  #letGo(host: ClassHost): void {
    const entry = this.#entries.get(host.id)
    if (!entry || entry.holds > 0 || !host.idle) return
    this.#drop(host.id, entry)
    void host.close()
  }

  #drop(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
  }
}
