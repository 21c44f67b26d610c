/** Who wants to know of changes. */
export interface PhoneWatcher {
  /** A student's `connected` has changed. */
  changed(nth: number): void
  /** Who is connected to this server has changed. */
  changedHere(): void
}

/**
 * Milliseconds for which whoever was at a server that is not heard of any more counts as connected: it may only have been
 * too busy to speak, and where it has died its phones are on their way to another one.
 */
const UNHEARD = 10_000

/** A student at this server. */
interface Here {
  sockets: number
  /** Set while the last one has closed a moment ago. */
  absence: NodeJS.Timeout | null
}

/**
 * Whose phones are connected: counts each student's sockets here, and remembers what the other servers say of theirs.
 * Students are known by their number in the class, so that what is said of a thousand of them is short.
 */
export class PhonePresence {
  readonly #here = new Map<number, Here>()
  readonly #elsewhere = new Map<string, ReadonlySet<number>>()
  /** Servers that are not heard of any more. */
  readonly #lost = new Map<string, NodeJS.Timeout>()
  readonly #grace: number
  readonly #watcher: PhoneWatcher
  readonly #ticks: () => number
  readonly #awaySince = new Map<number, number>()
  /** Nobody is known to have been away for longer than one has looked. */
  readonly #bornAt: number

  /**
   * @param grace milliseconds for which a student counts as connected after the last socket has closed: a page's reload
   * @param ticks milliseconds that never go back
   */
  constructor(grace: number, watcher: PhoneWatcher, ticks: () => number) {
    this.#grace = grace
    this.#watcher = watcher
    this.#ticks = ticks
    this.#bornAt = ticks()
  }

  /** To whichever server. */
  connected(nth: number): boolean {
    if (this.isHere(nth)) return true
    for (const others of this.#elsewhere.values()) if (others.has(nth)) return true
    return false
  }

  /** To this server. */
  isHere(nth: number): boolean {
    return this.#here.has(nth)
  }

  /** Since when it has been known to be away, in ticks; null while it is connected. */
  awaySince(nth: number): number | null {
    return this.connected(nth) ? null : (this.#awaySince.get(nth) ?? this.#bornAt)
  }

  /** The students that are connected to this server. */
  get here(): readonly number[] {
    return [...this.#here.keys()]
  }

  arrive(nth: number): void {
    const connected = this.connected(nth)
    const here = this.#here.get(nth)
    if (here) {
      if (here.absence) clearTimeout(here.absence)
      here.absence = null
      here.sockets += 1
      return
    }
    this.#here.set(nth, { sockets: 1, absence: null })
    this.#watcher.changedHere()
    if (!connected) this.#watcher.changed(nth)
  }

  /** @param silent the socket was given up after a long silence: it has had its grace */
  leave(nth: number, silent: boolean): void {
    const here = this.#here.get(nth)
    if (!here) return
    here.sockets -= 1
    if (here.sockets > 0) return
    const absent = () => {
      this.#here.delete(nth)
      this.#watcher.changedHere()
      this.#gone([nth])
    }
    if (silent) absent()
    else here.absence = setTimeout(absent, this.#grace).unref()
  }

  /** Another server is not heard of any more. */
  lose(server: string): void {
    if (this.#lost.has(server) || !this.#elsewhere.has(server)) return
    this.#lost.set(server, setTimeout(() => this.hear(server, new Set()), UNHEARD).unref())
  }

  /** Another server says who is connected to it. */
  hear(server: string, students: ReadonlySet<number>): void {
    clearTimeout(this.#lost.get(server))
    this.#lost.delete(server)
    const before = this.#elsewhere.get(server) ?? new Set()
    const came = [...students].filter((nth) => !before.has(nth) && !this.connected(nth))
    if (students.size > 0) this.#elsewhere.set(server, students)
    else this.#elsewhere.delete(server)
    for (const nth of came) this.#watcher.changed(nth)
    this.#gone([...before].filter((nth) => !students.has(nth)))
  }

  close(): void {
    for (const { absence } of this.#here.values()) if (absence) clearTimeout(absence)
    this.#here.clear()
    for (const lost of this.#lost.values()) clearTimeout(lost)
    this.#lost.clear()
  }

  #gone(students: readonly number[]): void {
    for (const nth of students) {
      if (this.connected(nth)) continue
      this.#awaySince.set(nth, this.#ticks())
      this.#watcher.changed(nth)
    }
  }
}
