/**
 * Why something is not done now, though whoever asked did nothing wrong and nothing is broken in this program: it is
 * returned and not thrown (ARCHITECTURE.md, invariant 7), so that nobody takes it for a bug or forgets it.
 */
export type NotNow =
  /** More than one's share: ask again later. `detail` is for whoever asked. */
  | { readonly notNow: 'too-many'; readonly detail: string }
  /** So many dear wishes wait already, of this address or of all. */
  | { readonly notNow: 'crowded' }
  /** Those that play have to wait already, and they come first. */
  | { readonly notNow: 'overloaded' }
  /** Whoever asked has gone while they waited for their turn. */
  | { readonly notNow: 'given-up' }
  /** The session has been deleted while it was live here: its time was over. */
  | { readonly notNow: 'gone' }
  /** Another build's, which has to take it up. `detail` says so. */
  | { readonly notNow: 'newer-rules'; readonly detail: string }
  /** Others were faster again and again. */
  | { readonly notNow: 'contested' }
  /** This server takes nothing more. */
  | { readonly notNow: 'stopping' }
  /** The log did not answer. Whether an append has been stored shows when it is read again; `cause` is for the operator. */
  | { readonly notNow: 'storage-lost'; readonly cause: unknown }

export const isNotNow = <Result>(result: Result | NotNow): result is NotNow =>
  typeof result === 'object' && result !== null && 'notNow' in result

export const lost = (cause: unknown): NotNow => ({ notNow: 'storage-lost', cause })

/** What the log answers; that it does not answer becomes data here. */
export const unlessLost = <Result>(asked: Promise<Result>): Promise<Result | NotNow> => asked.then(undefined, lost)
