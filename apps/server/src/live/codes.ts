import { randomInt } from 'node:crypto'
import { isSecret } from '@woshou/session/api'
import type { StoredClass } from '../storage/classes.ts'
import type { OfferedSeat } from '../storage/directory.ts'
import { hashToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { type Guess, GuessLimit } from './guess-limit.ts'

/** Draws of a code before something must be wrong with the storage: 10^8 codes, a few thousand in use. */
export const DRAWS = 20

/** Eight digits, of which nobody knows yet whether they are free. */
export const drawCode = (): string => String(randomInt(10 ** 8)).padStart(8, '0')

/** What a code stands for. */
export type Found =
  | { readonly kind: 'session'; readonly session: string }
  | ({ readonly kind: 'seat' } & OfferedSeat)
  | { readonly kind: 'class'; readonly class: StoredClass }

/** Finds what a code or a link's secret stands for, in one namespace: a session, an absent student's seat, a class. */
export class Codes {
  readonly #storage: Pick<Storage, 'classes' | 'directory'>
  readonly #clock: () => number
  readonly #guesses = new GuessLimit()

  constructor(storage: Pick<Storage, 'classes' | 'directory'>, clock: () => number) {
    this.#storage = storage
    this.#clock = clock
  }

  /**
   * @param guess its code as `CodeParamsSchema` gives it
   * @returns null for nothing at all; `too-many` when whoever asks has to wait, which nobody has who comes by a link: nobody
   * guesses those, and whoever shares an address with a guesser gets in by them
   */
  find(guess: Guess): Promise<Found | null | 'too-many'> {
    const { code } = guess
    if (isSecret(code)) return this.#bySecret(code)
    return this.#guesses.guess(guess, async () => (/^\d{8}$/.test(code) ? this.#byDigits(code) : null))
  }

  async #bySecret(secret: string): Promise<Found | null> {
    const found = await this.#class(secret)
    if (found !== null) return found
    const session = await this.#storage.directory.byInvitation(secret)
    return session === null ? null : { kind: 'session', session }
  }

  async #byDigits(code: string): Promise<Found | null> {
    const { directory } = this.#storage
    const found = await this.#class(code)
    if (found !== null) return found
    const session = await directory.byCode(code)
    if (session !== null) return { kind: 'session', session }
    const seat = await directory.offeredSeat(hashToken(code), this.#clock())
    return seat && { kind: 'seat', ...seat }
  }

  async #class(door: string): Promise<Found | null> {
    const found = await this.#storage.classes.byDoor(door)
    return found && { kind: 'class', class: found }
  }
}
