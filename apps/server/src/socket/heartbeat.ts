/** A connection that must be heard from. */
export interface Pulse {
  /** When it was last heard from: `performance.now()`, ms. */
  readonly heardAt: number
  /** Sends a sign of life, and asks for one. */
  beat(): void
  /** Has been silent for too long. */
  giveUp(): void
}

/** In milliseconds. */
export interface Rhythm {
  /** Between two beats of one connection. */
  readonly interval: number
  /** The longest silence. Until it is noticed it has to stay within the 10 s after which a dead peer is shown. */
  readonly silence: number
}

export const RHYTHM: Rhythm = { interval: 4_000, silence: 9_500 }

/** The beats of an interval are spread over so many ticks: of ten thousand connections a hundred beat at once. */
const TICKS = 100

/** Silence is looked for in each connection every so many ticks, 480 ms: looking takes time too. */
const TICKS_BETWEEN_LOOKS = 12

/** Beats for all connections, and gives up the silent ones. */
export class Heartbeat {
  readonly #slots: readonly Set<Pulse>[] = Array.from({ length: TICKS }, () => new Set<Pulse>())
  readonly #rhythm: Rhythm
  readonly #timer: NodeJS.Timeout
  #tick = 0
  #next = 0
  #tickedAt = performance.now()
  /** When this process last went on after it had stood still; the silence before that was its own. */
  #awakeAt = Number.NEGATIVE_INFINITY

  constructor(rhythm: Rhythm = RHYTHM) {
    this.#rhythm = rhythm
    this.#timer = setInterval(() => this.#beat(), rhythm.interval / TICKS)
    this.#timer.unref()
  }

  /** @returns ends it */
  add(pulse: Pulse): () => void {
    const slot = this.#slots[this.#next++ % TICKS]
    slot?.add(pulse)
    return () => slot?.delete(pulse)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #beat(): void {
    const tick = this.#tick++
    const now = performance.now()
    // timers come before what has arrived meanwhile: it is read, and all are asked again, before anybody is given up
    if (now - this.#tickedAt > standstillOf(this.#rhythm)) this.#awakeAt = now
    this.#tickedAt = now
    const silentSince = now - this.#rhythm.silence
    if (this.#awakeAt <= silentSince) this.#giveUp(tick % TICKS_BETWEEN_LOOKS, silentSince)
    for (const pulse of this.#slots[tick % TICKS] ?? []) pulse.beat()
  }
  /** @param silentSince has not been heard since then, `performance.now()` */
  #giveUp(from: number, silentSince: number): void {
    for (let slot = from; slot < TICKS; slot += TICKS_BETWEEN_LOOKS) {
      for (const pulse of this.#slots[slot] ?? []) if (pulse.heardAt < silentSince) pulse.giveUp()
    }
  }
}

/** Milliseconds without a tick after which it was this process that stood still: a part of what an answer may take. */
const standstillOf = ({ interval, silence }: Rhythm): number => (silence - interval) / 4
