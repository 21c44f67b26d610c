/** Does something soon after it is wished for, and not more often than once in a while: what is wished meanwhile is done once. */
export class Pace {
  readonly #interval: number
  readonly #work: () => void
  #timer: NodeJS.Timeout | null = null
  #mayAt = Number.NEGATIVE_INFINITY

  /** @param interval milliseconds between one time and the next, at least */
  constructor(interval: number, work: () => void) {
    this.#interval = interval
    this.#work = work
  }

  wish(): void {
    this.#timer ??= setTimeout(() => this.#run(), Math.max(0, this.#mayAt - performance.now()))
  }

  stop(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
  }

  #run(): void {
    this.#timer = null
    // before the work, which may wish for more
    this.#mayAt = performance.now() + this.#interval
    this.#work()
  }
}
