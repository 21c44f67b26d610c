import { TokenBucket } from '../live/token-bucket.ts'

/** A class that shares one address mistypes a few codes a minute; somebody who tries them out has 10^8 before them. */
const BURST = 30
const PER_SECOND = 0.5
const MOST_ADDRESSES = 10_000

/** Limits how many codes that don't exist one address may try. */
export class GuessLimit {
  readonly #buckets = new Map<string, TokenBucket>()

  /** Whether the address has to wait. */
  exhausted(address: string): boolean {
    return this.#buckets.get(address)?.empty() ?? false
  }

  missed(address: string): void {
    if (this.#buckets.size >= MOST_ADDRESSES) this.#buckets.clear()
    const bucket = this.#buckets.get(address) ?? new TokenBucket(BURST, PER_SECOND)
    this.#buckets.set(address, bucket)
    bucket.take()
  }
}
