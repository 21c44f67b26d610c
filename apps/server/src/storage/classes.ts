import type { ClassEvent } from '@woshou/classroom'
import type { ClassRight } from '@woshou/classroom/api'
import type { NewSession } from './directory.ts'
import type { EventLog } from './event-log.ts'

/** The logs of classes. Beside their events nothing is stored: what else there is commutes. */
export type ClassLog = EventLog<ClassEvent, never>

/** A class at its beginning: stored as a whole or not at all. */
export interface NewClass {
  readonly id: string
  readonly name: string
  readonly doors: Doors
  /** Whose it is: an account's id. */
  readonly owner: string
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  /** `class-opened`, and what follows. */
  readonly events: readonly ClassEvent[]
}

/** What brings phones in. */
export interface Doors {
  /** Eight digits, in one namespace with sessions' codes. */
  readonly code: string
  /** The secret in its link and QR. */
  readonly secret: string
}

export interface StoredClass {
  readonly id: string
  readonly name: string
  readonly doors: Doors
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  readonly usedAt: number
}

/** in: of the class. removed: may come back. barred: may not. */
export type ParticipantState = 'in' | 'removed' | 'barred'

/** One student of one class. The name is here and nowhere else. */
export interface StoredParticipant {
  readonly id: string
  /** How many the class had before, for the pseudonym. */
  readonly nth: number
  readonly name: string
  /** See `hashToken`: opens the class and every seat that is given to them. */
  readonly tokenHash: string
  readonly state: ParticipantState
  /** Milliseconds since 1970, UTC. */
  readonly cameAt: number
}

/** Who comes in. */
export interface Newcomer {
  readonly id: string
  /** As typed and cleaned: it becomes unique in the class (`TakenNames`). */
  readonly name: string
  readonly tokenHash: string
  /** Of the browser's own cookie and of the class: one browser is one student. */
  readonly phoneHash: string
  readonly cameAt: number
}

export type CameIn =
  /** `known`: this browser's student, who is there already. */
  | { readonly ok: true; readonly participant: StoredParticipant; readonly known: boolean }
  | { readonly ok: false; readonly why: 'barred' | 'full' | 'gone' }

/** Capacity of a class. */
export const MOST_PARTICIPANTS = 1_000

/** Students that a class may have had in its life: whoever sends more in and removes them plays a prank. */
export const MOST_EVER = 10_000

/** What lets a student in on another phone, once: stored as hashes. */
export interface ReturnCode {
  /** Of the class and the four letters that are typed. */
  readonly codeHash: string
  /** Of the secret in the link. */
  readonly linkHash: string
  /** Milliseconds since 1970, UTC. */
  readonly until: number
}

/** Another phone has taken a student's place. */
export interface CameBack {
  readonly class: string
  readonly participant: StoredParticipant
  /** Who that phone was in this class until now: removed, since one phone is one student. */
  readonly instead: string | null
}

/** A teacher of a class. */
export interface StoredTeacher {
  readonly account: string
  readonly login: string
  readonly name: string
  readonly right: ClassRight
}

/** Classes, who teaches them, and who is in them. All of it throws when the storage fails. */
export interface Classes {
  create(made: NewClass): Promise<'created' | 'code-taken'>
  find(id: string): Promise<StoredClass | null>
  /** The class that a code or a link's secret lets into. */
  byDoor(codeOrSecret: string): Promise<StoredClass | null>
  /** The code and the link of before are dead. */
  changeDoors(id: string, doors: Doors): Promise<'changed' | 'code-taken'>
  rename(id: string, name: string): Promise<void>
  /** @param now ms since 1970, UTC */
  used(id: string, now: number): Promise<void>
  /** With all that names it: participants, rights, log, its rounds' sessions. @returns false when there is none */
  delete(id: string): Promise<boolean>
  /** The ids of those that were last used before a time (ms since 1970, UTC), the longest unused first. */
  unused(before: number): Promise<readonly string[]>
  /** When any class was last used, ms since 1970, UTC; null when there is none. */
  newestUsedAt(): Promise<number | null>

  /** Those that an account has a right to, the last used first. */
  ofAccount(
    account: string,
  ): Promise<readonly (StoredClass & { readonly right: ClassRight; readonly students: number })[]>
  /** Null when it has none. */
  rightOf(id: string, account: string): Promise<ClassRight | null>
  /** The owner first, then by login. */
  teachers(id: string): Promise<readonly StoredTeacher[]>
  /** Changes nothing for the owner. @returns false when there is no such account, or no such class */
  setRight(id: string, account: string, right: Exclude<ClassRight, 'owner'>): Promise<boolean>
  /** The owner's stays. @returns false when there was none that could be ended */
  endRight(id: string, account: string): Promise<boolean>

  comeIn(id: string, newcomer: Newcomer): Promise<CameIn>
  /** All that were ever in, by `nth`, the removed among them. */
  participants(id: string): Promise<readonly StoredParticipant[]>
  /** How many are in. */
  students(id: string): Promise<number>
  /** Of one who was in at any time. */
  participant(id: string, participant: string): Promise<StoredParticipant | null>
  /** Whose token it is, whatever became of them; of whoever came in again with the same phone the newest. */
  participantOf(id: string, token: string): Promise<StoredParticipant | null>
  /** They are in no longer, and sit nowhere: no seat opens to their tokens. @returns those who were in, or had not been barred */
  remove(id: string, participants: readonly string[], bar: boolean): Promise<readonly string[]>
  /**
   * Has all who were ever in be called by their pseudonyms, for good: no name is stored any more, and all else stays.
   * Whoever comes in later has a name again.
   */
  forgetNames(id: string): Promise<void>
  /** Stores by what a student comes back on another phone, in place of what was before. @returns `taken`: draw again; `unknown`: nobody of the class */
  keepReturnCode(id: string, participant: string, code: ReturnCode): Promise<'kept' | 'taken' | 'unknown'>
  /**
   * Another phone takes a student's place over, at all seats as well, and uses the code up: the token of before is dead.
   * @param hash of what was typed, or of the link's secret
   * @param as who the phone is in a class
   */
  comeBack(
    hash: string,
    as: (id: string) => { readonly tokenHash: string; readonly phoneHash: string },
    now: number,
  ): Promise<CameBack | null>

  /**
   * Makes a round's sessions in one commit. Those that exist are left as they are, so that any server may do it again.
   * @param sessions those of one class, each with its round and pair, and whose each seat is
   */
  createSessions(id: string, sessions: readonly ClassSession[]): Promise<void>
  /** The class, round and pair of a session; null when it is of none. */
  classOf(session: string): Promise<{ readonly class: string; readonly round: number; readonly pair: number } | null>
  /** The classes of those of these sessions that are of one, by session. */
  classesOf(sessions: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The ids of those of a round's sessions that have ended. */
  endedSessions(id: string, round: number): Promise<readonly string[]>
  /** Those of a class's rounds of which some sessions have not ended, in no order. */
  openRounds(id: string): Promise<readonly number[]>
}

/** A session of a round: without code and invitation, its names are pseudonyms. A student's seat has `participant`. */
export interface ClassSession {
  readonly round: number
  readonly pair: number
  readonly session: NewSession
}
