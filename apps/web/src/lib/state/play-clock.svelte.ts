/** Milliseconds between two looks at the clock: what moves meanwhile is moved by the compositor. */
const LOOK = 250

/** Play time for the page, a few times a second, and how fast it runs in between. */
export class PlayClock {
  #time = $state.raw({ now: 0, rate: 0, at: 0 })
  readonly #read: () => number
  readonly #stands: () => boolean
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * @param read play time in ms
   * @param stands whether it stands still
   */
  constructor(read: () => number, stands: () => boolean = () => false) {
    this.#read = read
    this.#stands = stands
  }

  /** ms, as of the last look. */
  get now(): number {
    return this.#time.now
  }

  /** With how fast it runs, play time per time (0 while it stands still, and for readers who prefer less motion), and when it was looked at. */
  get time(): { readonly now: number; readonly rate: number; readonly at: number } {
    return this.#time
  }

  /** Gives what stops it. */
  start(): () => void {
    const still = matchMedia('(prefers-reduced-motion: reduce)')
    const look = () => {
      this.#time = { now: this.#read(), rate: still.matches || this.#stands() ? 0 : 1, at: performance.now() }
      this.#timer = setTimeout(look, LOOK)
    }
    look()
    return () => clearTimeout(this.#timer)
  }
}
