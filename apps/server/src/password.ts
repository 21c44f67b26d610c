import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { isNotNow, type NotNow } from './live/not-now.ts'
import { Turnstile } from './live/turnstile.ts'

/** OWASP's Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1. */
const COST = 2 ** 17
const BLOCK_SIZE = 8
const PARALLELIZATION = 1

/** Bytes. */
const SALT = 16
const KEY = 32

/** `scrypt$N$r$p$SALT$KEY`, the last two as base64url: parameters may change, and what is stored stays good. */
const STORED = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/

/**
 * How passwords are stored and compared: slowly, by scrypt. Each takes 128 MiB and a core for some tenths of a second, which
 * those that play want too: so a few at a time, and addresses take turns.
 */
export class Passwords {
  readonly #cost: number
  readonly #turnstile = new Turnstile()

  /** @param cost scrypt's N, a power of two; tests, which store many, take less */
  constructor(cost = COST) {
    this.#cost = cost
  }

  /** What is stored of a password. @param address whoever asks for it */
  async hash(password: string, address: string): Promise<string | NotNow> {
    const salt = randomBytes(SALT)
    const parameters = [this.#cost, BLOCK_SIZE, PARALLELIZATION] as const
    const key = await this.#turnstile.pass(address, () => derive(password, salt, KEY, ...parameters))
    if (isNotNow(key)) return key
    return `scrypt$${parameters.join('$')}$${salt.toString('base64url')}$${key.toString('base64url')}`
  }

  /**
   * Whether it is the password.
   * @param stored as `hash` gives it; null where there is no such account, which takes as long
   */
  async matches(password: string, stored: string | null, address: string): Promise<boolean | NotNow> {
    if (stored === null) {
      const key = await this.hash(password, address)
      return isNotNow(key) ? key : false
    }
    const [, cost, blockSize, parallelization, salt = '', key = ''] = STORED.exec(stored) ?? []
    if (key === '') throw new Error('what is stored of a password is none of scrypt’s')
    const parameters = [Number(cost), Number(blockSize), Number(parallelization)] as const
    const expected = Buffer.from(key, 'base64url')
    const given = await this.#turnstile.pass(address, () =>
      derive(password, Buffer.from(salt, 'base64url'), expected.length, ...parameters),
    )
    return isNotNow(given) ? given : timingSafeEqual(given, expected)
  }
}

function derive(password: string, salt: Buffer, length: number, N: number, r: number, p: number): Promise<Buffer> {
  // Node's own bound on memory is below what OWASP asks for: 128 N r bytes, and a little
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r }
  return new Promise((resolve, reject) =>
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
