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
  /** As typed and cleaned: it becomes unique in the class (`uniqueName`). */
  readonly name: string
  readonly tokenHash: string
  /** Of the browser's own cookie: one browser is one student. */
  readonly phoneHash: string
  readonly cameAt: number
}

export type CameIn =
  /** `known`: this browser's student, who is there already. */
  | { readonly ok: true; readonly participant: StoredParticipant; readonly known: boolean }
  | { readonly ok: false; readonly why: 'barred' | 'full' | 'gone' }

/** Capacity of a class. */
export const MOST_PARTICIPANTS = 1_000

/** Classes, who teaches them, and who is in them. */
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
  /** With all that names it: participants, rights, log, its rounds' sessions. */
  delete(id: string): Promise<boolean>

  /** Those that an account has a right to, the last used first. */
  ofAccount(
    account: string,
  ): Promise<readonly (StoredClass & { readonly right: ClassRight; readonly students: number })[]>
  /** Null when it has none. */
  rightOf(id: string, account: string): Promise<ClassRight | null>
  teachers(
    id: string,
  ): Promise<
    readonly { readonly account: string; readonly login: string; readonly name: string; readonly right: ClassRight }[]
  >
  setRight(id: string, account: string, right: Exclude<ClassRight, 'owner'>): Promise<void>
  endRight(id: string, account: string): Promise<void>

  comeIn(id: string, newcomer: Newcomer): Promise<CameIn>
  /** All that were ever in, by `nth`, the removed among them. */
  participants(id: string): Promise<readonly StoredParticipant[]>
  /** Whose token it is, whatever became of them; compared in constant time. */
  participantOf(id: string, token: string): Promise<StoredParticipant | null>
  /** Their tokens are good for nothing from now on, at no seat either. */
  remove(id: string, participants: readonly string[], bar: boolean): Promise<void>
  /** Stores a one-time code by which a student comes back on another phone, in place of an earlier one. @returns false: draw again */
  keepReturnCode(id: string, participant: string, codeHash: string, until: number): Promise<boolean>
  /**
   * Another phone takes a student's place over, at all seats as well, and uses the code up: the token of before is dead.
   * @param id null: whichever class has this code
   */
  comeBack(
    id: string | null,
    codeHash: string,
    as: { readonly tokenHash: string; readonly phoneHash: string },
    now: number,
  ): Promise<{ readonly class: string; readonly participant: StoredParticipant } | null>

  /**
   * Makes a round's sessions in one commit. Those that exist are left as they are, so that any server may do it again.
   * @param sessions each with its class, round and pair, and whose each seat is
   */
  createSessions(sessions: readonly ClassSession[]): Promise<void>
  /** The class, round and pair of a session; null when it is of none. */
  classOf(session: string): Promise<{ readonly class: string; readonly round: number; readonly pair: number } | null>
  /** The ids of those of a round's sessions that have ended. */
  endedSessions(id: string, round: number): Promise<readonly string[]>
}

/** A session of a round: without code and invitation, its names are pseudonyms. */
export interface ClassSession {
  readonly class: string
  readonly round: number
  readonly pair: number
  readonly session: NewSession
  /** By role whose seats they are, participants' ids: a seat's token is its participant's. */
  readonly participants: Readonly<Partial<Record<'client' | 'server' | 'network', string>>>
}
