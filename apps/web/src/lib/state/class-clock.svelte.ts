import type { RoundClock } from '@woshou/classroom'
import { ServerClock } from './server-clock.ts'

/** News of a class as far as they tell the time. */
interface Timed {
  readonly now: number
  readonly round: { readonly clock: RoundClock } | null
}

/** Milliseconds between two looks: seconds are shown. */
const LOOK = 250

/** The server's time, and a round's, between one message and the next. */
export class ClassClock {
  readonly #clock = new ServerClock()
  readonly #news: () => Timed | null
  #now = $state(0)

  /** @param news the newest; may read runes */
  constructor(news: () => Timed | null) {
    this.#news = news
  }

  /** A message tells the server's time, ms since 1970, UTC. */
  hear(now: number): void {
    this.#clock.hear(now)
    this.#now = this.#clock.now() ?? now
  }

  /** The server's time, ms since 1970, UTC, as of the last look (four times a second). */
  get now(): number {
    return this.#now
  }

  /** The round's, run on to now; null while there is no round. */
  get round(): RoundClock | null {
    const news = this.#news()
    if (!news?.round) return null
    const { elapsed, left, stands } = news.round.clock
    const since = stands ? 0 : Math.max(0, this.#now - news.now)
    return { elapsed: elapsed + since, left: left === null ? null : Math.max(0, left - since), stands }
  }

  /** @returns stops it */
  start(): () => void {
    const timer = setInterval(() => {
      this.#now = this.#clock.now() ?? this.#now
    }, LOOK)
    return () => clearInterval(timer)
  }
}
