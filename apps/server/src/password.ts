import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import type { NotNow } from './live/not-now.ts'

/** OWASP's Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1. */
const COST = 2 ** 17
const BLOCK_SIZE = 8
const PARALLELIZATION = 1

/** Bytes. */
const SALT = 16
const KEY = 32

/** Each takes 128 MiB and a core for some tenths of a second, which those that play want too. */
const AT_ONCE = 2
const MOST_WAITING = 50

/** `scrypt$N$r$p$SALT$KEY`, the last two as base64url: parameters may change, and what is stored stays good. */
const STORED = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/

/** How passwords are stored and compared: slowly, by scrypt, and never many at once. */
export class Passwords {
  readonly #cost: number
  #underWay = 0
  readonly #waiting: (() => void)[] = []

  /** @param cost scrypt's N, a power of two; tests, which store many, take less */
  constructor(cost = COST) {
    this.#cost = cost
  }

  /** What is stored of a password. */
  async hash(password: string): Promise<string | NotNow> {
    const salt = randomBytes(SALT)
    const key = await this.#inTurn(() => derive(password, salt, KEY, this.#cost, BLOCK_SIZE, PARALLELIZATION))
    if (!Buffer.isBuffer(key)) return key
    const parameters = [this.#cost, BLOCK_SIZE, PARALLELIZATION].join('$')
    return `scrypt$${parameters}$${salt.toString('base64url')}$${key.toString('base64url')}`
  }

  /**
   * Whether it is the password.
   * @param stored as `hash` gives it; null where there is no such account, which takes as long
   */
  async matches(password: string, stored: string | null): Promise<boolean | NotNow> {
    if (stored === null) {
      const key = await this.hash(password)
      return typeof key === 'string' ? false : key
    }
    const [, cost, blockSize, parallelization, salt = '', key = ''] = STORED.exec(stored) ?? []
    if (key === '') throw new Error('what is stored of a password is none of scrypt’s')
    const expected = Buffer.from(key, 'base64url')
    const given = await this.#inTurn(() =>
      derive(
        password,
        Buffer.from(salt, 'base64url'),
        expected.length,
        Number(cost),
        Number(blockSize),
        Number(parallelization),
      ),
    )
    return Buffer.isBuffer(given) ? timingSafeEqual(given, expected) : given
  }

  async #inTurn(work: () => Promise<Buffer>): Promise<Buffer | NotNow> {
    if (this.#underWay >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING) return { notNow: 'overloaded' }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#underWay += 1
    try {
      return await work()
    } finally {
      // whoever waits takes the place over
      const next = this.#waiting.shift()
      if (next) next()
      else this.#underWay -= 1
    }
  }
}

function derive(password: string, salt: Buffer, length: number, N: number, r: number, p: number): Promise<Buffer> {
  // Node's own bound on memory is below what OWASP asks for: 128 N r bytes, and a little
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r }
  return new Promise((resolve, reject) =>
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
