const MEBIBYTE = 1024 * 1024
const DAY = 24 * 60 * 60 * 1_000

/** So many addresses are remembered; of those beyond, whichever has been remembered longest is forgotten. */
const MOST_ADDRESSES = 10_000

/** What one address has had stored lately. */
interface Used {
  bytes: number
  /** When `bytes` was right: `performance.now()`, ms. */
  at: number
}

/**
 * Bounds what one address may have stored: so much at once, and as much again in each day that follows. Who has had more
 * opens nothing new; who has had twice as much makes no moves either, so that a class goes on playing when one who shares
 * its address wastes what is left.
 */
export class StorageShare {
  readonly #most: number
  readonly #addresses = new Map<string, Used>()

  /** @param mebibytes a day; null: without a bound */
  constructor(mebibytes: number | null) {
    this.#most = mebibytes === null ? Number.POSITIVE_INFINITY : mebibytes * MEBIBYTE
  }

  /** Notes that something has been stored for an address. */
  spend(address: string, bytes: number, now = performance.now()): void {
    if (bytes <= 0 || this.#most === Number.POSITIVE_INFINITY) return
    const used = this.#used(address, now) + bytes
    // to the end: who goes on storing is remembered
    this.#addresses.delete(address)
    this.#addresses.set(address, { bytes: used, at: now })
    for (const oldest of this.#addresses.keys()) {
      if (this.#addresses.size <= MOST_ADDRESSES) return
      this.#addresses.delete(oldest)
    }
  }

  /** Seconds until an address may open something new; 0 when it may now. */
  opensIn(address: string, now = performance.now()): number {
    return this.#within(address, this.#most, now)
  }

  /** Whether moves of an address may be stored. */
  mayMove(address: string, now = performance.now()): boolean {
    return this.#within(address, 2 * this.#most, now) === 0
  }

  #within(address: string, most: number, now: number): number {
    const over = this.#used(address, now) - most
    return over < 0 || most === Number.POSITIVE_INFINITY ? 0 : Math.ceil((over / this.#most) * (DAY / 1_000)) + 1
  }

  #used(address: string, now: number): number {
    const used = this.#addresses.get(address)
    return used ? Math.max(0, used.bytes - ((now - used.at) / DAY) * this.#most) : 0
  }
}
