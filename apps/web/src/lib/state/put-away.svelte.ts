import { recall, remember } from './storage.ts'

/** Up to which one of what comes in a row its reader has put it away: a reload must not bring it back. */
export class PutAway {
  #last = $state(0)
  readonly #name: string

  /** @param name under which it is remembered */
  constructor(name: string) {
    this.#name = name
    const stored = recall(this.#name)
    this.#last = typeof stored === 'number' ? stored : 0
  }

  has(number: number): boolean {
    return number <= this.#last
  }

  put(number: number): void {
    this.#last = Math.max(this.#last, number)
    remember(this.#name, this.#last)
  }
}
