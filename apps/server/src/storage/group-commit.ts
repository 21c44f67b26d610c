import { setTimeout as pause } from 'node:timers/promises'

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result | Promise<Result>) => void
  readonly reject: (error: unknown) => void
}

/** The most items of one batch: a bound on a statement's size, seldom reached. */
const LARGEST_BATCH = 1_000

/**
 * Milliseconds from the beginning of one commit to that of the next while items keep coming. A quick disk would
 * otherwise take them two or three at a time, and what a commit costs the processor, threads and all, would be theirs
 * alone.
 */
const GAP = 4

/**
 * Commits what comes in groups: what one turn of the event loop brings is one batch, and what arrives while a commit is
 * under way, and until `gap` has passed, makes up the next. So a lone item waits for nobody, and a thousand share a
 * commit's cost.
 */
export class GroupCommit<Item, Result> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result>)[]>
  readonly #gap: number
  #waiting: Waiting<Item, Result>[] = []
  #underWay = false

  /**
   * @param commit answers each item at its index, some perhaps later; when it throws, every item of the batch gets
   * the error
   * @param gap milliseconds
   */
  constructor(commit: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result>)[]>, gap = GAP) {
    this.#commit = commit
    this.#gap = gap
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (this.#underWay) return
      this.#underWay = true
      setImmediate(() => void this.#run())
    })
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const next = performance.now() + this.#gap
      const batch = this.#waiting.splice(0, LARGEST_BATCH)
      try {
        const results = await this.#commit(batch.map(({ item }) => item))
        batch.forEach(({ resolve }, index) => {
          resolve(results[index] as Result | Promise<Result>)
        })
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      const early = next - performance.now()
      if (this.#waiting.length > 0 && early > 0) await pause(early)
    }
    this.#underWay = false
  }
}
