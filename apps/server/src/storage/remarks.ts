import type { Rubric } from '@woshou/classroom'
import type { Role } from '@woshou/session'

/** What a teacher said of a move. */
export interface StoredComment {
  readonly id: string
  readonly session: string
  /** The log's version of the move. */
  readonly version: number
  /** Who wrote it; null when that account is gone. */
  readonly by: { readonly account: string; readonly name: string } | null
  readonly words: string
  /** Whether the students of the session see it. */
  readonly shared: boolean
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}

export interface NewComment extends Pick<StoredComment, 'id' | 'session' | 'version' | 'words' | 'shared' | 'at'> {
  readonly account: string
}

/** One of a session's students. */
export interface Student {
  readonly role: Role
  readonly student: number
}

/** Those of the rubric's keys that one of a session's students was given. */
export interface StoredMarks extends Student {
  readonly keys: readonly string[]
}

/** Of a session: a lesson's worth on every move of it. */
export const MOST_COMMENTS = 500

/** What teachers say of sessions, and what they give for them. All of it throws when the storage fails. */
export interface Remarks {
  /** @returns `unknown`: there is no such session any more; `full`: it has `MOST_COMMENTS` */
  comment(comment: NewComment): Promise<'stored' | 'unknown' | 'full'>
  /** Of a session, in the order of moves. */
  comments(session: string): Promise<readonly StoredComment[]>
  findComment(session: string, id: string): Promise<StoredComment | null>
  /** @returns the comment as it is now; null when it is gone */
  changeComment(
    session: string,
    id: string,
    change: { readonly words?: string | undefined; readonly shared?: boolean | undefined },
  ): Promise<StoredComment | null>
  /** @returns false when there was none */
  deleteComment(session: string, id: string): Promise<boolean>
  /** How many some sessions have, those that have any. */
  commentCounts(
    sessions: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly all: number; readonly shared: number }>>
  /** Those that are shared in sessions that have ended, in which a student of a class moved; the newest first. */
  sharedWith(participant: string): Promise<readonly StoredComment[]>

  /** Of a class; without keys where nobody has made one. */
  rubric(id: string): Promise<Rubric>
  /** @returns false when there is no such class */
  keepRubric(id: string, rubric: Rubric): Promise<boolean>
  /** Who of a session has any. */
  marks(session: string): Promise<readonly StoredMarks[]>
  /** In place of those of before. @returns false when there is no such session */
  giveMarks(session: string, marks: StoredMarks): Promise<boolean>
  /** Who has moved in a session that has ended. */
  students(session: string): Promise<readonly Student[]>
  /** What the students of a class were given in all its sessions: of each session on its own. */
  marksOf(id: string): Promise<readonly { readonly participant: string; readonly keys: readonly string[] }[]>
}
