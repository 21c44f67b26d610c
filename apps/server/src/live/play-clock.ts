/**
 * Play time: milliseconds since a session was created. It runs by ticks that never go back, whatever the clock is set to,
 * and never stands before the newest event.
 */
export class PlayClock {
  readonly #ticks: () => number
  /** A play time, and when it was. */
  #playTime: number
  #since: number

  /**
   * @param playTime at this moment
   * @param ticks milliseconds that never go back, `performance.now()`
   */
  constructor(playTime: number, ticks: () => number) {
    this.#ticks = ticks
    this.#playTime = playTime
    this.#since = ticks()
  }

  now(newest: number): number {
    return Math.max(newest, this.#playTime + Math.floor(this.#ticks() - this.#since))
  }

  /** It is this play time now. */
  goOnFrom(playTime: number): void {
    this.#playTime = playTime
    this.#since = this.#ticks()
  }
}
