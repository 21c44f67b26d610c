import { forEachViewer, OwnCount, type SessionEvent, VIEWERS, type Viewer } from '@woshou/session'
import { eventsOfText, joinedText } from '../storage/event-log.ts'
import { KeptRows } from './kept-rows.ts'

/**
 * How many events are kept at least, and at most, of a live session's log: whoever comes back after a break lacks fewer,
 * however many come back at once; whoever lacks more is told from the storage, which has them all.
 */
const KEPT = 16
const MOST_KEPT = 24

/**
 * The newest part of a live session's log, for those who join, and everybody's numbers for all of it. It is kept as text:
 * a lecture hall has hundreds of thousands of events, which as objects take twice the memory.
 *
 * `push` takes what has been stored, in order; `after` and `at` look at what is kept.
 */
export class PackedLog {
  /** While it is kept, the first event: its scenario is the session's too, and many sessions share one object. */
  #created: SessionEvent | null = null
  /** All others; those that were stored together are one row (`joinedText`). */
  readonly #rows = new KeptRows()
  #version = 0
  /** The version of the newest event that is not kept. */
  #before = 0
  readonly #counts = forEachViewer((viewer) => new OwnCount(viewer))

  constructor(events: readonly SessionEvent[] = []) {
    this.push(events)
  }

  /** The version of the newest event. */
  get version(): number {
    return this.#version
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
    const last = events.at(-1)
    if (!last) return
    if (text !== undefined && events[0]?.type !== 'session-created') this.#rows.push(text, last.version)
    else for (const event of events) this.#keep(event)
    this.#version = last.version
    for (const event of events) for (const viewer of VIEWERS) this.#counts[viewer].take(event)
    if (this.#version - this.#before > MOST_KEPT) this.#letGo(this.#version - KEPT)
  }

  #keep(event: SessionEvent): void {
    if (event.type === 'session-created') this.#created = event
    else this.#rows.push(joinedText([event]), event.version)
  }

  /** Lets go of what came up to a version, but of nothing that was stored together with what came after. */
  #letGo(version: number): void {
    this.#before = this.#rows.letGo(version) ?? Math.max(this.#before, this.#created?.version ?? 0)
    this.#created = null
  }

  /** Whether all events after a version are kept. */
  keeps(version: number): boolean {
    return version >= this.#before
  }

  /** The events after a version, oldest first; all of them must be kept. */
  after(version: number): SessionEvent[] {
    if (!this.keeps(version)) throw new Error(`the events after ${version} are no longer kept, from ${this.#before} on`)
    const rows = this.#rows.after(version).flatMap(eventsOfText<SessionEvent>)
    const events = this.#created ? [this.#created, ...rows] : rows
    // a row may have begun before
    return events.filter((event) => event.version > version)
  }

  /** The event of a version; null when it is not kept, or there is none yet. */
  at(version: number): SessionEvent | null {
    if (version <= this.#before) return null
    if (version === this.#created?.version) return this.#created
    const row = this.#rows.firstAfter(version - 1)
    return (row !== null && eventsOfText<SessionEvent>(row).find((event) => event.version === version)) || null
  }
}
