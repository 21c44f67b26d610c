import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Milliseconds between two looks at the clock: what the histogram's values contain besides the delay. */
const RESOLUTION = 20

/** Milliseconds over which the delay is averaged. */
const WINDOW = 1_000

/** So many averages in a row must be high: a pause, a start or a garbage collection is no overload. */
const WINDOWS = 3

/** How late this process's event loop is: the delay that everything in it suffers. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  readonly #timer: NodeJS.Timeout
  readonly #means: number[] = []

  constructor() {
    this.#histogram.enable()
    this.#timer = setInterval(() => this.#look(), WINDOW)
    this.#timer.unref()
  }

  /** The mean over the last second, in milliseconds. */
  get mean(): number {
    return this.#means.at(-1) ?? 0
  }

  /** What it has been at least, second by second, for three seconds; 0 in the first three. */
  get lasting(): number {
    return this.#means.length < WINDOWS ? 0 : Math.min(...this.#means)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#histogram.disable()
  }

  #look(): void {
    const { count, mean } = this.#histogram
    // without a single sample the loop stood still for the whole window
    this.#means.push(count > 0 ? Math.max(0, mean / 1e6 - RESOLUTION) : WINDOW)
    if (this.#means.length > WINDOWS) this.#means.shift()
    this.#histogram.reset()
  }
}
