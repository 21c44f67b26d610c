import type { Appended } from '../storage/event-log.ts'
import type { LogObserver } from '../storage/metered-log.ts'

/** Milliseconds for which what was last heard of the storage holds: so often at most is it probed, whoever asks. */
const HOLDS = 1_000

/** Milliseconds which a probe may take: whoever asks gives up a little later. */
const PATIENCE = 3_000

/** Causes that are told of one trouble: it may begin with a connection that broke and only then say what is wrong. */
const MOST_CAUSES = 8

/** Whether what happens can be stored: as the last appends went and, when there were none, as a probe that writes goes. */
export class StorageHealth implements LogObserver {
  readonly #probe: () => Promise<void>
  readonly #changed: (trouble: unknown) => void
  #trouble: unknown = null
  /** What has been told since the trouble began, each once: who asks may hear the same a thousand times. */
  readonly #causes = new Set<string>()
  #heardAt = Number.NEGATIVE_INFINITY
  #asked: Promise<void> | null = null

  /**
   * @param probe throws when nothing can be stored
   * @param changed hears why nothing can be stored any more, and every further cause once; null when something can again
   */
  constructor(probe: () => Promise<void>, changed: (trouble: unknown) => void) {
    this.#probe = probe
    this.#changed = changed
  }

  appended(_milliseconds: number, answer: Appended): void {
    // a conflict has stored nothing
    if (answer.ok) this.#hear(null)
  }

  appendFailed(error: unknown): void {
    this.#hear(error)
  }

  /** Why nothing can be stored; null when something can. */
  async trouble(): Promise<unknown> {
    if (performance.now() - this.#heardAt > HOLDS) {
      this.#asked ??= this.#ask().finally(() => {
        this.#asked = null
      })
      await this.#within(this.#asked)
    }
    return this.#trouble
  }

  #ask(): Promise<void> {
    return this.#probe().then(
      () => this.#hear(null),
      (error: unknown) => this.#hear(error),
    )
  }

  async #within(asked: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#hear(new Error(`the storage has not answered for ${PATIENCE} ms`))
        resolve()
      }, PATIENCE)
    })
    await Promise.race([asked, late])
    clearTimeout(timer)
  }

  #hear(trouble: unknown): void {
    this.#heardAt = performance.now()
    const ends = trouble === null && this.#trouble !== null
    this.#trouble = trouble
    // each append comes by here, and to clear a set takes memory, an empty one's too
    if (trouble === null && this.#causes.size > 0) this.#causes.clear()
    if (ends || this.#isNews(trouble)) this.#changed(trouble)
  }

  #isNews(trouble: unknown): boolean {
    if (trouble === null || this.#causes.size === MOST_CAUSES) return false
    const told = this.#causes.size
    return this.#causes.add(trouble instanceof Error ? trouble.message : String(trouble)).size > told
  }
}
