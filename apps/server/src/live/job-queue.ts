/** Does one job at a time, in the order in which they came. A job that fails is its own asker's business. */
export class JobQueue {
  /** Resolves when the last job that waits has been done. */
  #last: Promise<void> = Promise.resolve()
  #length = 0
  readonly #emptied: () => void

  /** @param emptied called each time when nothing waits any more */
  constructor(emptied: () => void) {
    this.#emptied = emptied
  }

  /** Jobs that are under way or wait. */
  get length(): number {
    return this.#length
  }

  /** Does a job when it is its turn: at once when nothing waits. @returns what becomes of it */
  add<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#length += 1
    const done = this.#length === 1 ? job() : this.#last.then(job)
    this.#last = done.then(this.#leave, this.#leave)
    return done
  }

  /** Resolves when all jobs of now have been done. */
  settled(): Promise<void> {
    return this.#last
  }

  readonly #leave = (): void => {
    this.#length -= 1
    if (this.#length === 0) this.#emptied()
  }
}
