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
  /** The longest silence. With one tick's delay it has to stay within the 10 s after which a dead peer is shown. */
  readonly silence: number
}

export const RHYTHM: Rhythm = { interval: 4_000, silence: 9_500 }

/** The beats of an interval are spread over so many ticks: of ten thousand connections a hundred beat at once. */
const TICKS = 100

/** Beats for all connections, and gives up the silent ones. */
export class Heartbeat {
  readonly #slots: readonly Set<Pulse>[] = Array.from({ length: TICKS }, () => new Set<Pulse>())
  readonly #rhythm: Rhythm
  readonly #timer: NodeJS.Timeout
  #tick = 0
  #next = 0

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
    const silentSince = performance.now() - this.#rhythm.silence
    for (const slot of this.#slots) {
      for (const pulse of slot) if (pulse.heardAt < silentSince) pulse.giveUp()
    }
    for (const pulse of this.#slots[this.#tick++ % TICKS] ?? []) pulse.beat()
  }
}
