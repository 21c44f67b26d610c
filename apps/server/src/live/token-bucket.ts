/** Lets through so many at once, and so many per second in the long run. */
export class TokenBucket {
  readonly #burst: number
  readonly #perSecond: number
  #tokens: number
  #filledAt: number

  /** @param now `performance.now()`, ms */
  constructor(burst: number, perSecond: number, now = performance.now()) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#tokens = burst
    this.#filledAt = now
  }

  /** Takes a token; false when there is none. */
  take(now = performance.now()): boolean {
    if (this.tokens(now) < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Gives one back that was taken for nothing. */
  giveBack(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + 1)
  }

  /** How many can be taken at once. */
  tokens(now = performance.now()): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1_000) * this.#perSecond)
    this.#filledAt = now
    return Math.floor(this.#tokens)
  }
}
