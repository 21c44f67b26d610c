import { forEachViewer, VIEWERS, type Viewer } from '@woshou/session'

/** Who wants to know of changes. */
export interface PresenceWatcher {
  /** A viewer's `connected` has changed. */
  changed(): void
  /** The viewers that are connected to this server have changed. */
  changedHere(): void
}

/** Which viewers are connected: counts each one's sockets here, and remembers what the other servers say of theirs. */
export class ViewerPresence {
  readonly #sockets: Record<Viewer, number> = forEachViewer(() => 0)
  readonly #absences: Partial<Record<Viewer, NodeJS.Timeout>> = {}
  readonly #elsewhere = new Map<string, readonly Viewer[]>()
  readonly #grace: number
  readonly #watcher: PresenceWatcher
  readonly #clock: () => number
  readonly #awaySince: Record<Viewer, number>

  /**
   * @param grace milliseconds for which a viewer counts as connected after its last socket has closed: a page's reload
   * @param clock milliseconds; it tells how long a viewer has been away
   */
  constructor(grace: number, watcher: PresenceWatcher, clock: () => number) {
    this.#grace = grace
    this.#watcher = watcher
    this.#clock = clock
    const now = clock()
    this.#awaySince = forEachViewer(() => now)
  }

  /** To whichever server. */
  connected(viewer: Viewer): boolean {
    return this.#isHere(viewer) || [...this.#elsewhere.values()].some((viewers) => viewers.includes(viewer))
  }

  /** Milliseconds since it was last known to be connected; 0 while it is. */
  awayFor(viewer: Viewer): number {
    return this.connected(viewer) ? 0 : Math.max(0, this.#clock() - this.#awaySince[viewer])
  }

  /** The viewers that are connected to this server. */
  get here(): Viewer[] {
    return VIEWERS.filter((viewer) => this.#isHere(viewer))
  }

  arrive(viewer: Viewer): void {
    const connected = this.connected(viewer)
    const here = this.#isHere(viewer)
    this.#forget(viewer)
    this.#sockets[viewer] += 1
    if (!here) this.#watcher.changedHere()
    if (!connected) this.#watcher.changed()
  }

  /** @param silent the socket was given up after a long silence: it has had its grace */
  leave(viewer: Viewer, silent: boolean): void {
    this.#sockets[viewer] -= 1
    if (this.#sockets[viewer] > 0) return
    const absent = () => {
      this.#forget(viewer)
      this.#watcher.changedHere()
      if (this.connected(viewer)) return
      this.#awaySince[viewer] = this.#clock()
      this.#watcher.changed()
    }
    if (silent) absent()
    else this.#absences[viewer] = setTimeout(absent, this.#grace).unref()
  }

  /** Another server says which viewers are connected to it; none when it is gone. */
  hear(server: string, viewers: readonly Viewer[]): void {
    const before = VIEWERS.map((viewer) => this.connected(viewer))
    if (viewers.length > 0) this.#elsewhere.set(server, viewers)
    else this.#elsewhere.delete(server)
    const changed = VIEWERS.filter((viewer, index) => this.connected(viewer) !== before[index])
    for (const viewer of changed) if (!this.connected(viewer)) this.#awaySince[viewer] = this.#clock()
    if (changed.length > 0) this.#watcher.changed()
  }

  close(): void {
    for (const viewer of VIEWERS) this.#forget(viewer)
  }

  #isHere(viewer: Viewer): boolean {
    return this.#sockets[viewer] > 0 || this.#absences[viewer] !== undefined
  }

  #forget(viewer: Viewer): void {
    clearTimeout(this.#absences[viewer])
    delete this.#absences[viewer]
  }
}
