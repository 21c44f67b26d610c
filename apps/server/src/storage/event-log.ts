import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Seat, SessionEvent } from '@woshou/session'

/** A seat as it is stored: its token only as a hash. */
export interface StoredSeat {
  readonly role: Seat
  readonly name: string
  /** See `hashToken`. */
  readonly tokenHash: string
}

/** New events of one session, in order and without gaps. */
export interface Appendix {
  readonly session: string
  /** The first one's version says which version the log is expected to have. */
  readonly events: readonly SessionEvent[]
  /** Whom `seat-taken`, among the events, concerns: stored with them, or not at all. */
  readonly seat?: StoredSeat
  /** Whose seat it is from now on, by `seat-handed-over` among the events; the code that gave it is used up. */
  readonly handed?: StoredSeat
}

/**
 * What became of an appendix. A conflict is an answer: somebody else was faster, with a version, with the seat, or by
 * deleting the session; nothing of the appendix has been stored.
 */
export type Appended = { readonly ok: true } | { readonly ok: false; readonly conflict: true }

/** Where a log ends. */
export interface Newest {
  readonly version: number
  /** Play time, ms. */
  readonly at: number
}

/**
 * The truth: append-only logs. Every implementation passes the same tests, `event-log.contract.ts`.
 *
 * All of it throws when the storage fails; whether a failed append has been stored is then not known until the log
 * is read again.
 */
export interface EventLog {
  /** Resolves once the events are durable; all of them or none. A `session-ended` also ends the directory's entry. */
  append(appendix: Appendix): Promise<Appended>
  /**
   * The events after version `after`, in order; empty when there are none or no such session.
   * @param most so many at most: a long log at once would keep everybody waiting, see `readInPages`
   */
  read(session: string, after?: number, most?: number): Promise<SessionEvent[]>
  /** The same as the text of a JSON array: for whoever only passes it on. */
  readText(session: string, after?: number): Promise<string>
  /** The newest event of each session that exists. Cheap: one question for all, whatever the length of their logs. */
  newest(sessions: readonly string[]): Promise<Map<string, Newest>>
}

/** Events that are read at once: what lasts a millisecond or two. */
export const PAGE = 200

/** The events after a version page by page, between which others have their turn. */
export async function* readInPages(
  log: Pick<EventLog, 'read'>,
  session: string,
  after = 0,
): AsyncGenerator<readonly SessionEvent[]> {
  for (let last = after; ; last += PAGE) {
    // the answer of a thread can come within the same turn of the event loop, again and again
    if (last > after) await nextTurn()
    const page = await log.read(session, last, PAGE)
    if (page.length > 0) yield page
    if (page.length < PAGE) return
  }
}
