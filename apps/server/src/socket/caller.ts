/** What the request that opened a socket says of the browser at its other end. */
export interface Caller {
  /** The token of an instructor's cookie. Who that is, and whether still, is asked when it matters. */
  readonly login: string | null
  /** Where others reach this server, when that name under which it was asked is its own machine's alone; see `networkOrigins`. */
  readonly origins: readonly string[]
}

/** A program, or a browser that has no cookies. */
export const STRANGER: Caller = { login: null, origins: [] }
