import type { ShareKind } from '@woshou/classroom/api'

/** By what somebody without an account sees a replay, a board or a wall of a class. */
export interface StoredShareLink {
  /** 22 letters: what teachers know it by; it opens nothing. */
  readonly id: string
  readonly class: string
  readonly kind: ShareKind
  /** Whose replay; null for the other kinds. */
  readonly session: string | null
  /** Whether students are called by their names, or by their pseudonyms. */
  readonly names: boolean
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  /** From then on it opens nothing; null: never by itself. */
  readonly expiresAt: number | null
}

/** With the round and the pair whose session it is. */
export interface ListedShareLink extends StoredShareLink {
  readonly round: number | null
  readonly pair: number | null
}

/** Links that classes have given out. All of it throws when the storage fails. */
export interface ShareLinks {
  /**
   * @param tokenHash of what opens it (`hashToken`)
   * @returns `unknown`: there is no such class, or the session is none of its
   */
  create(link: StoredShareLink, tokenHash: string): Promise<'created' | 'unknown'>
  /** Those of a class that work at this time (ms since 1970, UTC), the newest first. */
  ofClass(id: string, now: number): Promise<readonly ListedShareLink[]>
  /** What a token opens at this time; null once it has been revoked, or has expired. */
  opens(token: string, now: number): Promise<StoredShareLink | null>
  /** From now on it opens nothing, which it may do already. @returns false when the class has given out no such link */
  revoke(id: string, link: string, now: number): Promise<boolean>
}
