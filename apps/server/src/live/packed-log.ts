import { forEachViewer, OwnCount, type SessionEvent, VIEWERS, type Viewer } from '@woshou/session'
import { eventsOfText } from '../storage/event-log.ts'

/**
 * How many events are kept at least, and at most, of a live session's log: whoever comes back after a break lacks fewer,
 * however many come back at once; whoever lacks more is told from the storage, which has them all.
 */
const KEPT = 16
const MOST_KEPT = 32

/**
 * The newest part of a live session's log, for those who join, and everybody's numbers for all of it. As text events take
 * half the memory that they take as objects, and nothing of the garbage collector's time: a lecture hall has hundreds of
 * thousands of them.
 *
 * `push` takes what has been stored, in order; `after` and `at` look at what is kept.
 */
export class PackedLog {
  /** The events after version `#before`, as they came: those that were stored together are one text (`joinedText`). */
  #rows: (string | SessionEvent)[] = []
  /** The version of each row's last event. */
  #lasts: number[] = []
  /** The version of the newest event that is not kept. */
  #before = 0
  readonly #counts = forEachViewer((viewer) => new OwnCount(viewer))

  constructor(events: readonly SessionEvent[] = []) {
    this.push(events)
  }

  /** The version of the newest event. */
  get version(): number {
    return this.#lasts.at(-1) ?? this.#before
  }

  /** The numbers under which a viewer knows the events. */
  countOf(viewer: Viewer): OwnCount {
    return this.#counts[viewer]
  }

  /**
   * Takes events that follow the newest one.
   * @param text theirs (`joinedText`), where it has been made already
   */
  push(events: readonly SessionEvent[], text?: string): void {
    if (text !== undefined && events[0]?.type !== 'session-created') this.#keep(text, events)
    // its scenario, the longest text of all, is the session's too, and many sessions share one object
    else
      for (const event of events) this.#keep(event.type === 'session-created' ? event : JSON.stringify(event), [event])
    for (const event of events) for (const viewer of VIEWERS) this.#counts[viewer].take(event)
    if (this.version - this.#before <= MOST_KEPT) return
    const kept = this.version - KEPT
    const gone = this.#lasts.findIndex((last) => last > kept)
    this.#before = this.#lasts[gone - 1] ?? this.#before
    this.#rows = this.#rows.slice(gone)
    this.#lasts = this.#lasts.slice(gone)
  }

  #keep(row: string | SessionEvent, events: readonly SessionEvent[]): void {
    this.#rows.push(row)
    this.#lasts.push(events.at(-1)?.version ?? 0)
  }

  /** Whether all events after a version are kept. */
  keeps(version: number): boolean {
    return version >= this.#before
  }

  /** The events after a version, oldest first; all of them must be kept. */
  after(version: number): SessionEvent[] {
    if (!this.keeps(version)) throw new Error(`the events after ${version} are no longer kept, from ${this.#before} on`)
    const row = this.#lasts.findIndex((last) => last > version)
    if (row < 0) return []
    const events = this.#rows.slice(row).flatMap(unpack)
    const known = version - (this.#lasts[row - 1] ?? this.#before)
    return known > 0 ? events.slice(known) : events
  }

  /** The event of a version; null when it is not kept, or there is none yet. */
  at(version: number): SessionEvent | null {
    if (version <= this.#before) return null
    const row = this.#rows[this.#lasts.findIndex((last) => last >= version)]
    return (row !== undefined && unpack(row).find((event) => event.version === version)) || null
  }
}

const unpack = (kept: string | SessionEvent): readonly SessionEvent[] =>
  typeof kept === 'string' ? eventsOfText(kept) : [kept]
