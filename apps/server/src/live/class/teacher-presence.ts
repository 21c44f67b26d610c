/** Whether anybody teaches now: a board is open on whichever server, or a command has just come. */
export class TeacherPresence {
  readonly #ticks: () => number
  readonly #elsewhere = new Set<string>()
  #boards = 0
  /** When somebody was last known to teach, in ticks. */
  #seenAt: number

  /** @param ticks milliseconds that never go back */
  constructor(ticks: () => number) {
    this.#ticks = ticks
    this.#seenAt = ticks()
  }

  /** At this server. */
  get here(): boolean {
    return this.#boards > 0
  }

  /** Since when nobody has, in ticks; null while somebody does. */
  get awaySince(): number | null {
    return this.here || this.#elsewhere.size > 0 ? null : this.#seenAt
  }

  arrive(): void {
    this.#boards += 1
  }

  leave(): void {
    this.#boards -= 1
    this.seen()
  }

  seen(): void {
    this.#seenAt = this.#ticks()
  }

  /** Another server says whether somebody teaches there. */
  hear(server: string, taught: boolean): void {
    if (taught) this.#elsewhere.add(server)
    else if (this.#elsewhere.delete(server)) this.seen()
  }
}
