/** Play time as the server has it, reckoned here from what its messages told. */
export class ServerClock {
  /** `performance.now()` when play time was 0, as near as the fastest message told. */
  #origin: number | null = null

  /** A new connection begins: what the old one told may have drifted. */
  reset(): void {
    this.#origin = null
  }

  /** Messages can only be late: the earliest origin that any of them suggests is the nearest. */
  hear(now: number): void {
    const origin = performance.now() - now
    this.#origin = this.#origin === null ? origin : Math.min(this.#origin, origin)
  }

  /** Play time now, ms; null before any message. */
  now(): number | null {
    return this.#origin === null ? null : performance.now() - this.#origin
  }
}
