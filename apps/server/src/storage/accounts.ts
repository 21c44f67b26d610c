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

/** setup: the first admin's; each start of a server makes one, and the first that is used ends them all. */
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

/** What became of an account that was to be deleted; `classes`: how many have gone to the heir. */
export type Deleted =
  | { readonly deleted: true; readonly classes: number }
  | { readonly deleted: false; readonly why: 'unknown' | 'last-admin' }

/** Instructors: who they are, by what they are known. Nothing in it is said to anybody but themselves and admins. */
export interface Accounts {
  any(): Promise<boolean>
  /** All, by login. */
  all(): Promise<readonly StoredAccount[]>
  byLogin(login: string): Promise<StoredAccount | null>
  byId(id: string): Promise<StoredAccount | null>
  /**
   * Stores an account and uses its link up, both or neither. Its role is what the link says. A set-up link works only while
   * there is no account, and is the last one then.
   * @param link the link's hash
   */
  create(account: StoredAccount, link: string, now: number): Promise<'created' | 'login-taken' | 'wrong-link'>
  /** @returns as it is then; null when there is none */
  rename(account: string, name: string): Promise<StoredAccount | null>
  /** Sets a password by a reset link, uses the link up, and ends all logins. @returns whose it was; null for a wrong link */
  resetPassword(link: string, passwordHash: string, now: number): Promise<StoredAccount | null>
  /**
   * Ends all logins but the one that is kept, and the reset link, if there is one.
   * @param keep its token's hash
   */
  changePassword(account: string, passwordHash: string, keep: string): Promise<void>
  /**
   * Deletes an account with its logins, links and rights. No class is left without an owner: those that it owns go to the
   * heir. The last admin stays.
   * @param heir an account; null: the admin who has been longest
   */
  delete(account: string, heir: string | null): Promise<Deleted>
  keepLogin(account: string, tokenHash: string, until: number): Promise<void>
  /** Who is signed in by a token, until its time is over. */
  byLoginToken(token: string, now: number): Promise<StoredAccount | null>
  endLogin(token: string): Promise<void>
  /** Until when the newest login holds, ms since 1970, UTC; null when there is none. */
  newestLoginUntil(): Promise<number | null>
  /** An account has one reset link: this replaces it. Of set-up links the newest few are kept. */
  keepLink(link: StoredOneTimeLink): Promise<void>
  link(token: string, now: number): Promise<StoredOneTimeLink | null>
  /** Deletes logins and links whose time is over. */
  deleteOver(now: number): Promise<void>
}
