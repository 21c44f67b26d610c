import type { Account } from '@woshou/classroom/api'

/** What the request that opened a socket says of the browser at its other end. */
export interface Caller {
  /** Which instructor is signed in there, as of now: a login ends with logout, a change of password and the account. */
  signedIn(): Promise<Account | null>
  /** Where others reach this server, when that name under which it was asked is its own machine's alone; see `networkOrigins`. */
  readonly origins: readonly string[]
}

/** A program, or a browser in which nobody is signed in. */
export const STRANGER: Caller = { signedIn: async () => null, origins: [] }
