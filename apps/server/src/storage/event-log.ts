import { setImmediate as nextTurn } from 'node:timers/promises'

/** What every event of every log has. */
export interface LogEvent {
  /** Position in its log, from 1, without gaps. */
  readonly version: number
  /** Milliseconds since the log began. */
  readonly at: number
}

/** New events of one log, in order and without gaps, and what is stored beside them. */
export interface Appendix<Event extends LogEvent, Beside> {
  /** Whose log: a session's id. */
  readonly log: string
  /** The first one's version says which version the log is expected to have. */
  readonly events: readonly Event[]
  /** The events' JSON, separated by commas (`joinedText`), where somebody has made it already. */
  readonly text?: string
  /** Rows that say what the events bring about, stored with them or not at all. */
  readonly beside?: Beside
}

/**
 * What became of an appendix. A conflict is an answer: the log does not end where it was expected to, since somebody else
 * was faster; a row beside it was there already; or there is no such log. Nothing of the appendix has been stored.
 */
export type Appended = { readonly ok: true } | { readonly ok: false; readonly conflict: true }

export const STORED: Appended = { ok: true }
export const CONFLICT: Appended = { ok: false, conflict: true }

/** Where a log ends. */
export interface Newest {
  readonly version: number
  /** The newest event's. */
  readonly at: number
}

/**
 * The truth: append-only logs, of whatever events. Every implementation passes the same tests, `event-log.contract.ts`.
 *
 * All of it throws when the storage fails; whether a failed append has been stored is then not known until the log
 * is read again.
 */
export interface EventLog<Event extends LogEvent, Beside> {
  /** Resolves once the events are durable; all of them or none. */
  append(appendix: Appendix<Event, Beside>): Promise<Appended>
  /**
   * The events after version `after`, in order; empty when there are none or no such log. It may lie between two events
   * that were appended together.
   * @param most so many at most: a long log at once would keep everybody waiting, see `readInPages`
   */
  read(log: string, after?: number, most?: number): Promise<Event[]>
  /** All events as the text of a JSON array: for whoever only passes them on. */
  readText(log: string): Promise<string>
  /** Where each log that exists and has events ends. Cheap: one question for all, whatever their length. */
  newest(logs: readonly string[]): Promise<Map<string, Newest>>
}

/** Events that are read at once: what lasts a millisecond or two. */
export const PAGE = 200

/** The events after a version page by page, between which others have their turn. */
export async function* readInPages<Event extends LogEvent>(
  log: Pick<EventLog<Event, never>, 'read'>,
  id: string,
  after = 0,
): AsyncGenerator<readonly Event[]> {
  for (let last = after; ; last += PAGE) {
    // the answer of a thread can come within the same turn of the event loop, again and again
    if (last > after) await nextTurn()
    const page = await log.read(id, last, PAGE)
    if (page.length > 0) yield page
    if (page.length < PAGE) return
  }
}

/** All events of a log, read page by page; none when there is no such log. */
export async function readWhole<Event extends LogEvent>(
  log: Pick<EventLog<Event, never>, 'read'>,
  id: string,
): Promise<Event[]> {
  const events: Event[] = []
  for await (const page of readInPages(log, id)) events.push(...page)
  return events
}

/** Events as they are stored: each one's JSON, separated by commas. */
export const joinedText = (events: readonly LogEvent[]): string => JSON.stringify(events).slice(1, -1)

/** The events of such a text. */
export const eventsOfText = <Event extends LogEvent>(text: string): Event[] => JSON.parse(`[${text}]`)

/** What is known of events that are appended together, without looking at them. */
export interface Span {
  readonly first: number
  readonly last: number
  /** The last one's. */
  readonly at: number
}

/** @throws when there are none, or when they don't follow each other: that is a bug, and nobody was faster */
export function spanOf(events: readonly LogEvent[]): Span {
  const [begin, end] = [events[0], events.at(-1)]
  if (!begin || !end) throw new Error('nothing to append')
  if (events.some(({ version }, index) => version !== begin.version + index)) throw new Error('a log has no gaps')
  return { first: begin.version, last: end.version, at: end.at }
}
