import { hashToken } from '../storage/seat-token.ts'

/** So many are remembered; of those beyond, whichever has been known longest is forgotten, and shares its address's limits. */
const MOST = 20_000

/**
 * Browsers that have shown this server who they are: students of classes, instructors who are signed in. What each may ask
 * for is its own, so that nobody who shares their address can use it up.
 */
export class KnownBrowsers {
  /** Hashes of the cookies by which they are known. */
  readonly #known = new Set<string>()

  /** @param secret a cookie that has been found right */
  note(secret: string): void {
    const hash = hashToken(secret)
    // to the end: who comes again is remembered
    this.#known.delete(hash)
    this.#known.add(hash)
    for (const oldest of this.#known) {
      if (this.#known.size <= MOST) return
      this.#known.delete(oldest)
    }
  }

  /** By what one of some secrets is known here; null when by none. */
  find(secrets: readonly string[]): string | null {
    return secrets.map(hashToken).find((hash) => this.#known.has(hash)) ?? null
  }
}
