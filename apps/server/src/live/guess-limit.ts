import { TokenBucket } from './token-bucket.ts'

/** A class that shares one address mistypes a few codes a minute; somebody who tries them out has 10^8 before them. */
const BURST = 30
const PER_SECOND = 0.5
const MOST_ADDRESSES = 10_000

/** A lecture hall mistypes more than a class. */
const TIMES_IN_A_HALL = 4

/** Of all addresses together: whoever has many guesses no faster. A university mistypes less. */
const BURST_OF_ALL = 600
const PER_SECOND_OF_ALL = 10

/** What one address has guessed, and is guessing now. */
interface Guesser {
  readonly misses: TokenBucket
  /** How many there may be at once. */
  readonly burst: number
  /** Codes that were missed of late, and at what: a page asks in two places what one is, which is one guess. */
  readonly missed: Map<string, string>
  underWay: number
  /** Those who wait for the outcome of others: each could be the miss that uses up the rest. */
  waiting: (() => void)[]
}

/** One guess. */
export interface Guess {
  /** Who guesses: an address, or what else is to be guessed no faster. */
  readonly by: string
  readonly code: string
  /** What the code is asked for. */
  readonly at: string
  /** Whether a lecture hall sits behind the address. */
  readonly hall?: boolean
}

/** Limits how many codes that don't exist one address may try, one after the other or all at once. */
export class GuessLimit {
  readonly #guessers = new Map<string, Guesser>()
  readonly #misses: TokenBucket

  /** @param all what all addresses together may miss */
  constructor(all = new TokenBucket(BURST_OF_ALL, PER_SECOND_OF_ALL)) {
    this.#misses = all
  }

  /**
   * Looks a code up.
   * @param look null: there is no such code
   * @returns `too-many` when whoever guesses has to wait; then nothing has been looked up
   */
  async guess<Found>(
    { at, by, code, hall = false }: Guess,
    look: () => Promise<Found | null>,
  ): Promise<Found | null | 'too-many'> {
    if (this.#misses.tokens() < 1) return 'too-many'
    const address = hall ? `hall ${by}` : by
    const guesser = this.#guesserAt(address, hall ? TIMES_IN_A_HALL : 1)
    while (guesser.misses.tokens() <= guesser.underWay) {
      if (guesser.underWay === 0) return 'too-many'
      await new Promise<void>((resolve) => guesser.waiting.push(resolve))
    }
    guesser.underWay += 1
    try {
      const found = await look()
      if (found === null && isNew(guesser, code, at)) {
        guesser.misses.take()
        this.#misses.take()
      }
      return found
    } finally {
      guesser.underWay -= 1
      for (const resolve of guesser.waiting.splice(0)) resolve()
      this.#forget(address, guesser)
    }
  }

  #guesserAt(address: string, times: number): Guesser {
    const known = this.#guessers.get(address)
    if (known) return known
    if (this.#guessers.size >= MOST_ADDRESSES) this.#guessers.clear()
    const burst = times * BURST
    const misses = new TokenBucket(burst, times * PER_SECOND)
    const guesser = { misses, burst, missed: new Map<string, string>(), underWay: 0, waiting: [] }
    this.#guessers.set(address, guesser)
    return guesser
  }

  /** Most addresses never miss: nothing is kept of them. */
  #forget(address: string, guesser: Guesser): void {
    const spotless = guesser.underWay === 0 && guesser.waiting.length === 0 && guesser.misses.tokens() === guesser.burst
    if (spotless && this.#guessers.get(address) === guesser) this.#guessers.delete(address)
  }
}

function isNew({ burst, missed }: Guesser, code: string, at: string): boolean {
  const before = missed.get(code)
  if (before !== undefined && before !== at) return !missed.delete(code)
  if (missed.size >= burst) missed.clear()
  missed.set(code, at)
  return true
}
