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
    if (this.empty(now)) return false
    this.#tokens -= 1
    return true
  }

  empty(now = performance.now()): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1_000) * this.#perSecond)
    this.#filledAt = now
    return this.#tokens < 1
  }
}
