import type { Level, Localized, Seat, SessionEvent } from '@woshou/session'
import type { StoredResult, StoredSeat } from './session-log.ts'

/** A session at its beginning: stored as a whole or not at all. */
export interface NewSession {
  readonly id: string
  /** Eight digits; null for one that has ended. */
  readonly code: string | null
  /** The secret in its invitation link; null where nobody is invited. */
  readonly invitation: string | null
  /** When it was stored, ms since 1970, UTC, where it was played elsewhere; null for one that is played here. */
  readonly storedAt: number | null
  /** The session whose pair plays on in this one. */
  readonly predecessor: string | null
  readonly scenario: { readonly id: string; readonly title: Localized; readonly summary: Localized }
  /** Whether it has a seat for the network. */
  readonly network: boolean
  readonly level: Level
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  /** Those that `events` seat. */
  readonly seats: readonly StoredSeat[]
  /** For one that was played elsewhere; null for one that is played here. */
  readonly result: StoredResult | null
  /** From `session-created` on; to `session-ended` for one that was played elsewhere. */
  readonly events: readonly SessionEvent[]
}

/** Why a session was not created: the code is in use (draw another), or the predecessor has its successor already. */
export type Created = { readonly ok: true } | { readonly ok: false; readonly taken: 'code' | 'predecessor' }

/** What is known of a session without folding its log. */
export interface Summary {
  readonly id: string
  /** Null once the session has ended. */
  readonly code: string | null
  /** Null as the code is, and for sessions older than such links. */
  readonly invitation: string | null
  readonly scenario: NewSession['scenario']
  readonly names: Readonly<Record<Seat, string | null>>
  /** Whether it has a seat for the network. */
  readonly network: boolean
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  /** Milliseconds since 1970, UTC; null while it is played. */
  readonly endedAt: number | null
  readonly reason: StoredResult['reason'] | null
  /** The log's length once the session has ended, 0 before: how far a running one is would tell of the other end. */
  readonly version: number
}

/** The same without the words by which somebody is invited, of which a hundred are much. */
export interface Listed extends Omit<Summary, 'scenario'> {
  readonly scenario: Omit<Summary['scenario'], 'summary'>
}

/** A session that is still played, or was left without a word. */
export type Unfinished = Pick<Summary, 'id' | 'createdAt'>

/** Before which time whose time is over: ms since 1970, UTC; null: never. */
export interface Expiry {
  /** For sessions that were played here, by when they were created. */
  readonly created: number | null
  /** For those that were played elsewhere, by when they were stored. */
  readonly stored: number | null
}

/** A seat that a one-time code gives. */
export interface OfferedSeat {
  readonly session: string
  readonly role: Seat
}

/** Finds sessions: by id, by code, by predecessor; and who may sit where. */
export interface Directory {
  create(session: NewSession): Promise<Created>
  /** Those that exist, in no particular order. */
  summaries(ids: readonly string[]): Promise<Summary[]>
  /** The same for lists. */
  list(ids: readonly string[]): Promise<Listed[]>
  /** Whether a code stands for anything: a session or a class. */
  codeInUse(code: string): Promise<boolean>
  /** The session to which a code invites; null when no running session has it. */
  byCode(code: string): Promise<string | null>
  /** The session to which a link's secret invites; null when no running session has it. */
  byInvitation(secret: string): Promise<string | null>
  successorOf(id: string): Promise<string | null>
  /** By what the session is found without names, from now on at least; null when there is no such session. */
  nameless(id: string): Promise<string | null>
  /** The session that is found by this without names; null when none is. */
  byNameless(nameless: string): Promise<string | null>
  /**
   * Says whether anybody sees a session but those who sit in it; of closed links none lets watch either.
   * @param closed false: whoever has a link does, as from the beginning
   */
  closeLinks(id: string, closed: boolean): Promise<void>
  /** Those of some sessions whose links are closed. */
  closedLinks(ids: readonly string[]): Promise<ReadonlySet<string>>
  /**
   * Deletes sessions whose time is over, with their seats and events, the oldest first. Those of a class stay as long as it does.
   * @returns how many it deleted: `limit` at most
   */
  deleteOlder(before: Expiry, limit: number): Promise<number>
  /** When the newest session was stored, ms since 1970, UTC, by a server's clock; null when there is none. */
  newestStoredAt(): Promise<number | null>
  /** Which seat a token holds; null when none, or when there is no such session. Compared in constant time. */
  seatOf(session: string, token: string): Promise<Seat | null>
  /**
   * Stores by which token somebody may watch a session, in place of an earlier one.
   * @param tokenHash see `hashToken`
   * @param agreement what it rests on (`agreementOf`)
   */
  letWatch(session: string, tokenHash: string, agreement: string): Promise<void>
  /** What a token's right to watch a session rests on; null when it gives none. Compared in constant time. */
  watchedBy(session: string, token: string): Promise<string | null>
  /**
   * Stores a one-time code for a seat, in place of an earlier one. It is used up by the append that hands the seat over. Of a
   * class's seat nothing is stored: its class gives it.
   * @param codeHash see `hashToken`
   * @param until ms since 1970, UTC
   * @returns false when another seat has this code: draw again
   */
  offerSeat(session: string, role: Seat, codeHash: string, until: number): Promise<boolean>
  /** Makes the one-time code of a seat, if there is one, good for nothing. */
  withdrawOffer(session: string, role: Seat): Promise<void>
  /** The seat that a code gives; null when none does, or no longer. */
  offeredSeat(codeHash: string, now: number): Promise<OfferedSeat | null>
  /** Sessions that have not ended, the newest first, of those created at or after `since` (ms since 1970, UTC). */
  unfinished(since: number, limit: number): Promise<Unfinished[]>
}
