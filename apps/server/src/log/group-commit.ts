interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result | Promise<Result>) => void
  readonly reject: (error: unknown) => void
}

/** The most items of one batch: a bound on a statement's size, seldom reached. */
const LARGEST_BATCH = 1_000

/**
 * Commits what comes in groups: what one turn of the event loop brings is one batch, and what arrives while a commit is
 * under way makes up the next. So one item waits for nobody, and a thousand share a commit's cost.
 */
export class GroupCommit<Item, Result> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result>)[]>
  #waiting: Waiting<Item, Result>[] = []
  #underWay = false

  /**
   * @param commit answers each item at its index, some perhaps later; when it throws, every item of the batch gets
   * the error
   */
  constructor(commit: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result>)[]>) {
    this.#commit = commit
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
      const batch = this.#waiting.splice(0, LARGEST_BATCH)
      try {
        const results = await this.#commit(batch.map(({ item }) => item))
        batch.forEach(({ resolve }, index) => {
          resolve(results[index] as Result | Promise<Result>)
        })
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#underWay = false
  }
}
