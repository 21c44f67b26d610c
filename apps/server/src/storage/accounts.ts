import type { AccountRole } from '@woshou/classroom/api'

/** Who may teach. */
export interface StoredAccount {
  /** 22 letters. */
  readonly id: string
  /** As `LoginSchema` gives it. */
  readonly login: string
  readonly name: string
  readonly role: AccountRole
  /** See `password.ts`. */
  readonly passwordHash: string
}

/** setup: the first admin's, of which there is one until it is used. */
export type OneTimeKind = 'setup' | 'invitation' | 'reset'

/** What a link stands for that works once. */
export interface StoredOneTimeLink {
  /** See `hashToken`. */
  readonly tokenHash: string
  readonly kind: OneTimeKind
  /** What whoever uses it becomes; of an invitation and of the set-up. */
  readonly role: AccountRole
  /** Whose password it sets; of a reset. */
  readonly account: string | null
  /** Milliseconds since 1970, UTC. */
  readonly until: number
}

/** Instructors: who they are, by what they are known. Nothing in it is said to anybody but themselves and admins. */
export interface Accounts {
  any(): Promise<boolean>
  /** All, by login. */
  all(): Promise<readonly StoredAccount[]>
  byLogin(login: string): Promise<StoredAccount | null>
  byId(id: string): Promise<StoredAccount | null>
  /**
   * Stores an account and uses its link up, both or neither.
   * @param link the link's hash
   */
  create(account: StoredAccount, link: string, now: number): Promise<'created' | 'login-taken' | 'wrong-link'>
  /** Sets a password by a reset link, uses the link up, and ends all logins. @returns whose it was; null for a wrong link */
  resetPassword(link: string, passwordHash: string, now: number): Promise<StoredAccount | null>
  /** Ends all logins but the one that is kept. */
  changePassword(account: string, passwordHash: string, keep: string): Promise<void>
  /** Its logins and rights go with it; classes that nobody owns then go to an admin by `npm run admin`. */
  delete(account: string): Promise<boolean>
  keepLogin(account: string, tokenHash: string, until: number): Promise<void>
  /** Who is signed in by a token, until its time is over. */
  byLoginToken(token: string, now: number): Promise<StoredAccount | null>
  endLogin(token: string): Promise<void>
  /** Replaces the set-up link, and an account's reset link. */
  keepLink(link: StoredOneTimeLink): Promise<void>
  link(token: string, now: number): Promise<StoredOneTimeLink | null>
  /** Deletes logins and links whose time is over. */
  deleteOver(now: number): Promise<void>
}
