import { SEATS, type Seat } from '@woshou/session'

/** Who wants to know of changes. */
export interface PresenceWatcher {
  /** A seat's `connected` has changed. */
  changed(): void
  /** The seats that are connected to this server have changed. */
  changedHere(): void
}

/** Which seats are connected: counts each seat's sockets here, and remembers what the other servers say of theirs. */
export class SeatPresence {
  readonly #sockets: Record<Seat, number> = { client: 0, server: 0, network: 0 }
  readonly #absences: Partial<Record<Seat, NodeJS.Timeout>> = {}
  readonly #elsewhere = new Map<string, readonly Seat[]>()
  readonly #grace: number
  readonly #watcher: PresenceWatcher
  readonly #clock: () => number
  readonly #awaySince: Record<Seat, number>

  /**
   * @param grace milliseconds for which a seat counts as connected after its last socket has closed: a page's reload
   * @param clock milliseconds; it tells how long a seat has been away
   */
  constructor(grace: number, watcher: PresenceWatcher, clock: () => number) {
    this.#grace = grace
    this.#watcher = watcher
    this.#clock = clock
    const now = clock()
    this.#awaySince = { client: now, server: now, network: now }
  }

  /** To whichever server. */
  connected(role: Seat): boolean {
    return this.#isHere(role) || [...this.#elsewhere.values()].some((seats) => seats.includes(role))
  }

  /** Milliseconds since the seat was last known to be connected; 0 while it is. */
  awayFor(role: Seat): number {
    return this.connected(role) ? 0 : Math.max(0, this.#clock() - this.#awaySince[role])
  }

  /** The seats that are connected to this server. */
  get here(): Seat[] {
    return SEATS.filter((role) => this.#isHere(role))
  }

  arrive(role: Seat): void {
    const connected = this.connected(role)
    const here = this.#isHere(role)
    this.#forget(role)
    this.#sockets[role] += 1
    if (!here) this.#watcher.changedHere()
    if (!connected) this.#watcher.changed()
  }

  /** @param silent the socket was given up after a long silence: it has had its grace */
  leave(role: Seat, silent: boolean): void {
    this.#sockets[role] -= 1
    if (this.#sockets[role] > 0) return
    const absent = () => {
      this.#forget(role)
      this.#watcher.changedHere()
      if (this.connected(role)) return
      this.#awaySince[role] = this.#clock()
      this.#watcher.changed()
    }
    if (silent) absent()
    else this.#absences[role] = setTimeout(absent, this.#grace).unref()
  }

  /** Another server says which seats are connected to it; none when it is gone. */
  hear(server: string, seats: readonly Seat[]): void {
    const before = SEATS.map((role) => this.connected(role))
    if (seats.length > 0) this.#elsewhere.set(server, seats)
    else this.#elsewhere.delete(server)
    const changed = SEATS.filter((role, index) => this.connected(role) !== before[index])
    for (const role of changed) if (!this.connected(role)) this.#awaySince[role] = this.#clock()
    if (changed.length > 0) this.#watcher.changed()
  }

  close(): void {
    for (const role of SEATS) this.#forget(role)
  }

  #isHere(role: Seat): boolean {
    return this.#sockets[role] > 0 || this.#absences[role] !== undefined
  }

  #forget(role: Seat): void {
    clearTimeout(this.#absences[role])
    delete this.#absences[role]
  }
}
