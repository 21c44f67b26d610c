/** Milliseconds between two looks at the clock: what moves meanwhile is moved by the compositor. */
const LOOK = 250

/** Play time for the page, a few times a second, and how fast it runs in between. */
export class PlayClock {
  #now = $state(0)
  #rate = $state(0)
  readonly #read: () => number
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param read play time in ms */
  constructor(read: () => number) {
    this.#read = read
  }

  /** ms, as of the last look. */
  get now(): number {
    return this.#now
  }

  /** Play time per time; 0 for readers who prefer less motion. */
  get rate(): number {
    return this.#rate
  }

  /** Gives what stops it. */
  start(): () => void {
    const still = matchMedia('(prefers-reduced-motion: reduce)')
    const look = () => {
      this.#now = this.#read()
      this.#rate = still.matches ? 0 : 1
      this.#timer = setTimeout(look, LOOK)
    }
    look()
    return () => clearTimeout(this.#timer)
  }
}
