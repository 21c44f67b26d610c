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
    const silentSince = performance.now() - this.#rhythm.silence
    for (let slot = tick % TICKS_BETWEEN_LOOKS; slot < TICKS; slot += TICKS_BETWEEN_LOOKS) {
      for (const pulse of this.#slots[slot] ?? []) if (pulse.heardAt < silentSince) pulse.giveUp()
    }
    for (const pulse of this.#slots[tick % TICKS] ?? []) pulse.beat()
  }
}
