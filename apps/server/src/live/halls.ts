import { MOST_PARTICIPANTS } from '../storage/classes.ts'
import { TokenBucket } from './token-bucket.ts'

/** Milliseconds for which an address counts as a hall's after the last sign of its class: phones come back in a lesson's last minute. */
const LASTS = 4 * 60 * 60_000

/** So many addresses are remembered; of those beyond, whichever has been remembered longest is forgotten. */
const MOST_ADDRESSES = 10_000

/** Requests a minute and sockets that each phone of a class adds to what its address may have. */
const REQUESTS = 20
const SOCKETS = 2

/** Newcomers of one address: a whole class at once, and a few of the next one. Who needs more plays a prank. */
const NEWCOMERS = { burst: MOST_PARTICIPANTS + 200, perSecond: 1 }

interface Hall {
  /** Ticks. */
  until: number
  readonly newcomers: TokenBucket
}

/**
 * The addresses behind which a class sits: its teacher opens its doors from there, or somebody has come in from there. What
 * one address may have rises for them, since a lecture hall often has one address; it does not go away, since anybody can
 * be in a hall.
 */
export class Halls {
  readonly #halls = new Map<string, Hall>()
  readonly #ticks: () => number

  /** @param ticks milliseconds that never go back */
  constructor(ticks: () => number) {
    this.#ticks = ticks
  }

  /** A class is known to be there. */
  note(address: string): void {
    const newcomers = this.#halls.get(address)?.newcomers
    this.#halls.delete(address)
    const { burst, perSecond } = NEWCOMERS
    const until = this.#ticks() + LASTS
    this.#halls.set(address, { until, newcomers: newcomers ?? new TokenBucket(burst, perSecond, this.#ticks()) })
    for (const oldest of this.#halls.keys()) {
      if (this.#halls.size <= MOST_ADDRESSES) return
      this.#halls.delete(oldest)
    }
  }

  has(address: string): boolean {
    return (this.#halls.get(address)?.until ?? Number.NEGATIVE_INFINITY) > this.#ticks()
  }

  /** Whether one more may come in from there as somebody new; notes a class there. */
  mayComeIn(address: string): boolean {
    this.note(address)
    return this.#halls.get(address)?.newcomers.take(this.#ticks()) ?? false
  }

  /** What an address may have more of: requests a minute. */
  moreRequests(address: string): number {
    return this.has(address) ? REQUESTS * MOST_PARTICIPANTS : 0
  }

  /** What an address may have more of: open sockets. */
  moreSockets(address: string): number {
    return this.has(address) ? SOCKETS * MOST_PARTICIPANTS : 0
  }
}
