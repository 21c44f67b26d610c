import { isNotNow, type NotNow } from './not-now.ts'

/** The authority over one thing on this server: a session, a class. */
interface LiveHost {
  readonly id: string
  /** It has nothing to do, as far as it knows. */
  readonly idle: boolean
  close(): Promise<void>
}

interface Entry<Host> {
  readonly loading: Promise<Host | NotNow | null>
  /** Null until it is loaded. */
  host: Host | null
  /** How many need the host now. */
  holds: number
}

/** What is live on this server: one host each, from the first who needs it until nobody does. */
export abstract class LiveHosts<Host extends LiveHost> {
  readonly #entries = new Map<string, Entry<Host>>()
  readonly #loaded = new Set<(host: Host) => void>()
  #closed = false

  /** @returns null when there is nothing of that id */
  protected abstract load(id: string): Promise<Host | NotNow | null>

  /** How many hosts there are. */
  get size(): number {
    return this.#entries.size
  }

  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /** The host, while it is live here, for a look at it; who needs it longer holds it. */
  at(id: string): Host | null {
    return this.#entries.get(id)?.host ?? null
  }

  /** All that are live here now, for a look at them. */
  *hosts(): Iterable<Host> {
    for (const { host } of this.#entries.values()) if (host) yield host
  }

  /** The host, which stays until it is given back by `release`; null when there is nothing of that id. */
  async hold(id: string): Promise<Host | NotNow | null> {
    if (this.#closed) return { notNow: 'stopping' }
    const entry = this.#entries.get(id) ?? this.#begin(id)
    entry.holds += 1
    try {
      const host = await entry.loading
      if (host === null || isNotNow(host)) this.#drop(id, entry)
      return host
    } catch (error) {
      this.#drop(id, entry)
      throw error
    }
  }

  release(host: Host): void {
    const entry = this.#entries.get(host.id)
    if (!entry) return
    entry.holds -= 1
    this.letGo(host)
  }

  /** Runs `work` with the host, or null when there is nothing of that id. */
  async using<Result>(id: string, work: (host: Host | null) => Promise<Result>): Promise<Result | NotNow> {
    const host = await this.hold(id)
    if (isNotNow(host)) return host
    try {
      return await work(host)
    } finally {
      if (host) this.release(host)
    }
  }

  /** Hears of each host when it has just been loaded. @returns ends that */
  onLoaded(hear: (host: Host) => void): () => void {
    this.#loaded.add(hear)
    return () => void this.#loaded.delete(hear)
  }

  /** Resolves when everything under way is stored. */
  async close(): Promise<void> {
    this.#closed = true
    const hosts = await Promise.all([...this.#entries.values()].map(({ loading }) => loading.catch(() => null)))
    await Promise.all(hosts.map((host) => (host === null || isNotNow(host) ? null : host.close())))
    this.#entries.clear()
  }

  /** Closes a host that nobody needs and that has nothing to do. */
  protected letGo(host: Host): void {
    const entry = this.#entries.get(host.id)
    if (!entry || entry.holds > 0 || !host.idle) return
    this.#drop(host.id, entry)
    void host.close()
  }

  #begin(id: string): Entry<Host> {
    const loading = this.load(id)
    const entry: Entry<Host> = { holds: 0, host: null, loading }
    this.#entries.set(id, entry)
    loading.then(
      (host) => {
        if (host === null || isNotNow(host)) return
        entry.host = host
        for (const hear of this.#loaded) hear(host)
      },
      // whoever waits for it is told
      () => {},
    )
    return entry
  }

  #drop(id: string, entry: Entry<Host>): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
  }
}
