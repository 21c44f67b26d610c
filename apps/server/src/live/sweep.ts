import type { Directory } from '../storage/directory.ts'
import type { SessionLog } from '../storage/session-log.ts'
import type { Registry } from './registry.ts'

/** Sessions older than so many milliseconds are left alone: nobody comes back to them. */
const SINCE = 24 * 60 * 60 * 1_000

/** The most sessions that are looked at, and about how many the log is asked at once. */
const MOST = 20_000
const AT_ONCE = 1_000

/** So many sessions that can't be taken up are no longer the sessions' fault. */
const MOST_FAILURES = 10

/** What a sweep works with. */
export interface Swept {
  readonly directory: Directory
  readonly log: SessionLog
  readonly registry: Registry
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number
  /** Hears of a session that could not be taken up; the others are all the same. */
  readonly report: (error: unknown, during: string) => void
}

/**
 * Takes up sessions that no server holds: those that were being played when their server stopped and to which
 * nobody came back. A host sees to what is overdue, and stays as long as anything is due later. A session is taken
 * up once for each version that it stops at, so one that waits for people costs nothing.
 */
export class Sweep {
  readonly #swept: Swept
  /** The versions at which sessions have been found quiet. */
  #found = new Map<string, number>()

  constructor(swept: Swept) {
    this.#swept = swept
  }

  /**
   * @param quietFor milliseconds for which nothing has happened in a session: whoever holds one lets things happen
   * in time
   * @returns how many sessions were taken up
   */
  async run(quietFor: number): Promise<number> {
    const { clock, directory, log, registry, report } = this.#swept
    const unfinished = await directory.unfinished(clock() - SINCE, MOST)
    const found = new Map<string, number>()
    let taken = 0
    let failures = 0
    for (let from = 0; from < unfinished.length; from += AT_ONCE) {
      const some = unfinished.slice(from, from + AT_ONCE)
      const newest = await log.newest(some.map(({ id }) => id))
      for (const { id, createdAt } of some) {
        const { version, at } = newest.get(id) ?? { version: 0, at: 0 }
        if (clock() - (createdAt + at) < quietFor) continue
        found.set(id, version)
        if (registry.has(id) || this.#found.get(id) === version) continue
        const trouble = await this.#takeUp(id)
        if (trouble === 'newer-rules') continue
        if (trouble === null) taken += 1
        else {
          failures += 1
          if (failures === MOST_FAILURES) throw trouble.cause
          report(trouble.cause, 'sweep')
        }
      }
    }
    this.#found = found
    return taken
  }

  /** @returns null when that is done; a newer server sees to a session of newer rules */
  async #takeUp(id: string): Promise<{ readonly cause: unknown } | 'newer-rules' | null> {
    try {
      const done = await this.#swept.registry.using(id, async () => null)
      if (done === null) return null
      if (done.notNow === 'newer-rules') return 'newer-rules'
      return { cause: done.notNow === 'storage-lost' ? done.cause : new Error(`not now: ${done.notNow}`) }
    } catch (cause) {
      return { cause }
    }
  }
}
