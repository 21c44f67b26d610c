/** Rings once, when it is time. An earlier time stays when a later one is asked for: who is rung sets it anew. */
export class Alarm {
  readonly #ticks: () => number
  readonly #ring: () => void
  #timer: NodeJS.Timeout | null = null
  /** When it rings, in the time of `#ticks`. */
  #ringsAt = 0

  /**
   * @param ticks milliseconds that never go back
   * @param ring called when it is time; it is no longer set then
   */
  constructor(ticks: () => number, ring: () => void) {
    this.#ticks = ticks
    this.#ring = ring
  }

  get isSet(): boolean {
    return this.#timer !== null
  }

  /** Nearly every move only puts off what is due: then no timer is made anew. @param delay milliseconds from now */
  ringWithin(delay: number): void {
    const ringsAt = this.#ticks() + delay
    if (this.#timer !== null && this.#ringsAt <= ringsAt) return
    this.clear()
    this.#ringsAt = ringsAt
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#ring()
    }, delay)
  }

  clear(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
  }
}
