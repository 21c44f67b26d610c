/** What has changed of who is stuck. */
export interface StuckNews<T> {
  readonly now: readonly T[]
  readonly noLonger: readonly T[]
}

/** Milliseconds between two announcements: a class of sixty would never let a screen reader end a sentence. */
const APART = 10_000

/** Tells at most every ten seconds who is newly stuck and who no longer, in one piece; whoever was only meanwhile is not told of. */
export class StuckTeller<T extends { readonly key: string }> {
  #told: ReadonlyMap<string, T> = new Map()
  #at = Number.NEGATIVE_INFINITY

  /**
   * @param stuck all who are now
   * @param now ms of any clock that only goes on
   * @returns null when there is nothing to tell, or it is too soon
   */
  hear(stuck: readonly T[], now: number): StuckNews<T> | null {
    if (now - this.#at < APART) return null
    const current = new Map(stuck.map((one) => [one.key, one]))
    const fresh = stuck.filter(({ key }) => !this.#told.has(key))
    const noLonger = [...this.#told.values()].filter(({ key }) => !current.has(key))
    if (fresh.length === 0 && noLonger.length === 0) return null
    this.#told = current
    this.#at = now
    return { now: fresh, noLonger }
  }
}
