import { forEachViewer, OwnCount, type SessionEvent, VIEWERS, type Viewer } from '@woshou/session'

/**
 * How many events are kept at least, and at most, of a live session's log: whoever comes back after a break lacks fewer,
 * however many come back at once; whoever lacks more is told from the storage, which has them all.
 */
const KEPT = 64
const MOST_KEPT = 128

/**
 * The newest part of a live session's log, for those who join, and everybody's numbers for all of it. As text events take
 * half the memory that they take as objects, and nothing of the garbage collector's time: a lecture hall has hundreds of
 * thousands of them.
 *
 * `push` takes what has been stored, in order; `after` and `at` look at what is kept.
 */
export class PackedLog {
  /** The events after version `#before`. */
  #texts: (string | SessionEvent)[] = []
  /** The version of the newest event that is not kept. */
  #before = 0
  readonly #counts = forEachViewer((viewer) => new OwnCount(viewer))

  constructor(events: readonly SessionEvent[] = []) {
    this.push(events)
  }

  /** The version of the newest event. */
  get version(): number {
    return this.#before + this.#texts.length
  }

  /** The numbers under which a viewer knows the events. */
  countOf(viewer: Viewer): OwnCount {
    return this.#counts[viewer]
  }

  /**
   * Takes events that follow the newest one.
   * @param texts each one's JSON, where it has been made already
   */
  push(events: readonly SessionEvent[], texts: readonly string[] = []): void {
    events.forEach((event, index) => {
      // its scenario, the longest text of all, is the session's too, and many sessions share one object
      this.#texts.push(event.type === 'session-created' ? event : (texts[index] ?? JSON.stringify(event)))
      for (const viewer of VIEWERS) this.#counts[viewer].take(event)
    })
    if (this.#texts.length <= MOST_KEPT) return
    const gone = this.#texts.length - KEPT
    this.#texts = this.#texts.slice(gone)
    this.#before += gone
  }

  /** Whether all events after a version are kept. */
  keeps(version: number): boolean {
    return version >= this.#before
  }

  /** The events after a version, oldest first; all of them must be kept. */
  after(version: number): SessionEvent[] {
    if (!this.keeps(version)) throw new Error(`the events after ${version} are no longer kept, from ${this.#before} on`)
    return this.#texts.slice(version - this.#before).map(unpack)
  }

  /** The event of a version; null when it is not kept, or there is none yet. */
  at(version: number): SessionEvent | null {
    const kept = this.#texts[version - this.#before - 1]
    return kept === undefined ? null : unpack(kept)
  }
}

const unpack = (kept: string | SessionEvent): SessionEvent =>
  typeof kept === 'string' ? (JSON.parse(kept) as SessionEvent) : kept
