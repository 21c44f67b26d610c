import { recall, remember } from './storage.ts'

/** Up to which one a class's sentences to this phone have been put away: a reload must not bring them back. */
export class SeenNudges {
  #seen = $state(0)
  readonly #name: string

  /** @param id the class's */
  constructor(id: string) {
    this.#name = `nudge:${id}`
    const stored = recall(this.#name)
    this.#seen = typeof stored === 'number' ? stored : 0
  }

  /** @param version the class's, of when it was said */
  seen(version: number): boolean {
    return version <= this.#seen
  }

  put(version: number): void {
    this.#seen = Math.max(this.#seen, version)
    remember(this.#name, this.#seen)
  }
}
