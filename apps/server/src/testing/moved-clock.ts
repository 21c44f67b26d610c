import { vi } from 'vitest'

/** The clock of this process, which a test can move: `Date.now` and `performance.now`. Timers stay as they are. */
export class MovedClock {
  #by = 0

  /** To be made before whatever keeps the clock; `vi.restoreAllMocks` ends it. */
  constructor() {
    const [date, ticks] = [Date.now.bind(Date), performance.now.bind(performance)]
    vi.spyOn(Date, 'now').mockImplementation(() => date() + this.#by)
    vi.spyOn(performance, 'now').mockImplementation(() => ticks() + this.#by)
  }

  /** Milliseconds pass at once. */
  move(milliseconds: number): void {
    this.#by += milliseconds
  }
}
