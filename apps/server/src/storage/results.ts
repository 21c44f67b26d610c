import type { Localized } from '@woshou/session'
import type { StoredOutcome, StoredSeatResult } from './session-log.ts'

/** A session that has ended, and whose results are to be made. */
export interface ToReckon {
  readonly session: string
  /** It was played in a browser, beside a partner that it played itself. */
  readonly elsewhere: boolean
}

/** What one session came to for one student of a class, as a report reads it. */
export interface PlayedSeat extends Omit<StoredSeatResult, 'nth'> {
  readonly class: string
  readonly session: string
  readonly round: number
  readonly pair: number
  /** Milliseconds since 1970, UTC: when the session began. */
  readonly createdAt: number
  readonly participant: string
}

/** A session of a round, whether it has ended or not. */
export interface PlayedSession {
  readonly class: string
  readonly session: string
  readonly round: number
  readonly pair: number
  readonly scenario: string
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  readonly ended: boolean
  /** Whether what it came to is stored. */
  readonly reckoned: boolean
  readonly title: Localized
}

/** What sessions came to: written with their ends (`BesideSession`), read by reports. All of it throws when the storage fails. */
export interface Results {
  /** Sessions that have ended and have no results of this reckoning, or a newer one. */
  unreckoned(reckoning: number, limit: number): Promise<readonly ToReckon[]>
  /** All that have ended, page by page, each after the last of the page before. */
  ended(after: string | null, limit: number): Promise<readonly ToReckon[]>
  /** Stores what sessions came to, in place of what was there. Those that are gone are passed over. */
  store(outcomes: ReadonlyMap<string, StoredOutcome>): Promise<void>
  /**
   * What the sessions of classes came to, for students of the class; in order of rounds, pairs, ends and students.
   * @param participant for this one alone
   */
  played(classes: readonly string[], participant?: string): Promise<readonly PlayedSeat[]>
  /**
   * The sessions of classes' rounds, in order of rounds and pairs.
   * @param participant those alone for which something is stored of this one
   */
  sessions(classes: readonly string[], participant?: string): Promise<readonly PlayedSession[]>
}
