import type { SeatResult, SeatRule } from '@woshou/classroom'
import type { Level, Seat, SessionEvent } from '@woshou/session'
import type { Appendix, EventLog } from './event-log.ts'

/** A seat as it is stored: its token only as a hash. */
export interface StoredSeat {
  readonly role: Seat
  readonly name: string
  /** See `hashToken`. Of a class's student it does not count: theirs does, as it stands in the class when this is stored. */
  readonly tokenHash: string
  /** The student of a class whose seat it is; left out: nobody's. */
  readonly participant?: string
}

/** How a session ended, as it stands in its row. */
export interface StoredResult {
  readonly reason: 'goal-reached' | 'left' | 'abandoned' | 'round-closed'
  /** Play time, ms. */
  readonly at: number
  /** Events of the whole log. */
  readonly length: number
  /** What it came to; null: not reckoned yet, a sweep sees to it. */
  readonly came: StoredOutcome | null
}

/** What a session that has ended came to, for each student: rows of their own, stored whole or not at all. */
export interface StoredOutcome {
  readonly level: Level
  /** By which way of reckoning (`RESULTS_VERSION`). */
  readonly reckoned: number
  readonly seats: readonly StoredSeatResult[]
}

/** What it came to for one student of one end. */
export interface StoredSeatResult
  extends Pick<
    SeatResult,
    'role' | 'student' | 'tries' | 'firstTries' | 'wrong' | 'hints' | 'revealed' | 'duration' | 'stakes'
  > {
  readonly ended: StoredResult['reason']
  /** Whose pseudonym made the moves (`nthCalled`): in a class, its participant's. Null: nobody's. */
  readonly nth: number | null
  readonly rules: readonly Omit<SeatRule, 'role' | 'student'>[]
}

/** What is stored beside a session's events, in the same commit. */
export interface BesideSession {
  /** Who takes a seat: a conflict when somebody has it. */
  readonly seat?: StoredSeat
  /** Whose seat it is from now on; the code that gave it is used up. */
  readonly handed?: StoredSeat
  /** Ends the directory's entry, which frees its code. */
  readonly result?: StoredResult
}

export type SessionAppendix = Appendix<SessionEvent, BesideSession>

/** The logs of sessions. */
export type SessionLog = EventLog<SessionEvent, BesideSession>
