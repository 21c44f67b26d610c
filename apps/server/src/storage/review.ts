import type { Rubric } from '@woshou/classroom'
import type { ClassRight } from '@woshou/classroom/api'
import type { RuleId } from '@woshou/protocol'
import type { Level, Localized, Role } from '@woshou/session'

/** Where a page of sessions begins: behind this one. */
export interface Place {
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  readonly pair: number
  readonly session: string
}

/** Of which sessions a list is; what is left out does not matter. */
export interface Wanted {
  readonly round?: number | undefined
  /** Who moved in it or, before its end, sits in it. */
  readonly participant?: string | undefined
  /** Which somebody broke; with a participant: which they broke. */
  readonly rule?: RuleId | undefined
  readonly level?: Level | undefined
  /** True: those that have not reached the goal, or not yet; false: those that have. */
  readonly unfinished?: boolean | undefined
  /** Begun at or after, and at or before: ms since 1970, UTC. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly after?: Place | undefined
}

/** A student of a session: who moved or, before its end, who sits there. */
export interface ReviewedStudent {
  readonly role: Role
  readonly student: number
  readonly participant: string | null
  /** What they are called, as the class has it; null of nobody, and of who has been deleted. */
  readonly who: { readonly name: string; readonly nth: number } | null
  /** Null before the end. */
  readonly done: { readonly tries: number; readonly wrong: number } | null
  /** Of the rubric. */
  readonly keys: readonly string[]
}

export interface Reviewed {
  readonly session: string
  readonly class: string
  readonly className: string
  /** The class's. */
  readonly rubric: Rubric
  readonly round: number
  readonly pair: number
  readonly scenario: { readonly id: string; readonly title: Localized }
  readonly level: string | null
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  /** How it ended; null while it is played. */
  readonly ended: string | null
  readonly students: readonly ReviewedStudent[]
  /** Where the rule that was asked for was first broken; null when none was. */
  readonly firstVersion: number | null
  readonly comments: number
}

/** Finds sessions of classes. */
export interface Review {
  /** The classes in which an account has a right. */
  classesOf(account: string): Promise<readonly { readonly id: string; readonly right: ClassRight }[]>
  /**
   * Sessions of some classes, the newest first, of one moment by their pairs.
   * @returns `limit` at most
   */
  sessions(classes: readonly string[], wanted: Wanted, limit: number): Promise<readonly Reviewed[]>
}
