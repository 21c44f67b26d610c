/** From one picture to where the next is asked for, ms: with the frame it then waits for, some thirty a second. */
const PAUSE = 24

/**
 * Play time for what moves on the page: some thirty times a second while something is under way, a few times
 * otherwise, and never by frame for readers who prefer less motion.
 */
export class FrameClock {
  #now = $state(0)
  readonly #read: () => number
  readonly #moving: () => boolean
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * @param read play time in ms
   * @param moving whether something is under way at that time
   */
  constructor(read: () => number, moving: (now: number) => boolean) {
    this.#read = read
    this.#moving = () => moving(this.#now)
  }

  get now(): number {
    return this.#now
  }

  start(): () => void {
    const still = matchMedia('(prefers-reduced-motion: reduce)')
    const tick = () => {
      this.#now = this.#read()
      if (!this.#moving() || still.matches) this.#timer = setTimeout(tick, 250)
      // not every frame: a segment takes a second or more over the sheet, and nobody sees twice as many pictures
      else
        this.#timer = setTimeout(() => {
          this.#frame = requestAnimationFrame(tick)
        }, PAUSE)
    }
    tick()
    return () => {
      cancelAnimationFrame(this.#frame)
      clearTimeout(this.#timer)
    }
  }
}
