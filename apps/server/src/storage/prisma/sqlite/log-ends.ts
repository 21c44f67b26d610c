import type { Span } from '../../event-log.ts'

/** So many logs are remembered; of those beyond, whichever has been remembered longest is forgotten. */
const MOST = 20_000

/**
 * Where this server has seen logs end, and under which key their rows stand: for whoever appends again and again. It is a
 * guess that the database checks: logs only grow, so whoever was faster has the place where the next append would stand.
 */
export class LogEnds {
  readonly #ends = new Map<string, { readonly key: number; last: number }>()

  /** The log's key, when it ended just before this. */
  keyBefore(log: string, { first }: Span): number | null {
    const end = this.#ends.get(log)
    return end && end.last === first - 1 ? end.key : null
  }

  /** @param key null: the one that is known */
  appended(log: string, { last }: Span, key: number | null): void {
    const known = this.#ends.get(log)
    if (known && (key === null || key === known.key)) {
      // every append comes by here: nothing is made anew for it
      known.last = last
      return
    }
    if (key === null) return
    this.#ends.set(log, { key, last })
    if (this.#ends.size <= MOST) return
    for (const oldest of this.#ends.keys()) {
      this.#ends.delete(oldest)
      return
    }
  }

  /** It does not end where it was thought to. */
  forget(log: string): void {
    this.#ends.delete(log)
  }
}
