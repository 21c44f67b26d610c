import { TokenBucket } from '../live/token-bucket.ts'

/** Wrong passwords at once, and per second in the long run: somebody who has forgotten theirs tries a few. */
const OF_NAME = { burst: 10, perSecond: 0.1 }
/** A staff room shares one address. */
const OF_ADDRESS = { burst: 30, perSecond: 0.2 }

const MOST = 10_000

/** Limits wrong passwords: of one name from all addresses, and of one address for all names. It knows no accounts: a name that nobody has is limited alike. */
export class SignInLimit {
  readonly #names = new Buckets(OF_NAME)
  readonly #addresses = new Buckets(OF_ADDRESS)

  /**
   * Tries a password. What is tried counts until it has turned out to be right, so that trying many at once gains nothing.
   * @param attempt whether it is right; something else when it was not looked at
   * @returns `too-many` when the name or the address has to wait; then nothing has been tried
   */
  async attempt<Other>(name: string, address: string, attempt: () => Promise<boolean | Other>) {
    const both = [this.#names.of(name), this.#addresses.of(address)]
    if (both.some((bucket) => bucket.tokens() < 1)) return 'too-many' as const
    for (const bucket of both) bucket.take()
    let wrong = false
    try {
      const right = await attempt()
      wrong = right === false
      return right
    } finally {
      if (!wrong) for (const bucket of both) bucket.giveBack()
    }
  }
}

/** Buckets by whatever they are for. Most are full, and nothing is kept of those. */
class Buckets {
  readonly #sizes: typeof OF_NAME
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(sizes: typeof OF_NAME) {
    this.#sizes = sizes
  }

  of(key: string): TokenBucket {
    const known = this.#buckets.get(key)
    if (known) return known
    if (this.#buckets.size >= MOST) this.#forgetFull()
    const { burst, perSecond } = this.#sizes
    const bucket = new TokenBucket(burst, perSecond)
    this.#buckets.set(key, bucket)
    return bucket
  }

  /** Those that are full are as good as new; when none is, the oldest goes. */
  #forgetFull(): void {
    for (const [key, bucket] of this.#buckets) if (bucket.tokens() === this.#sizes.burst) this.#buckets.delete(key)
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size < MOST) return
      this.#buckets.delete(key)
    }
  }
}
