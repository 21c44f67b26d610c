import { RESULTS_VERSION } from '@woshou/classroom'
import type { SessionEvent } from '@woshou/session'
import { readInPages } from '../storage/event-log.ts'
import type { Results } from '../storage/results.ts'
import type { SessionLog, StoredOutcome } from '../storage/session-log.ts'
import { inSlices } from './in-slices.ts'
import { newerRules } from './newer-rules.ts'
import { reckoned } from './reckoned.ts'

/** Sessions that are looked for at once; their results share a commit. */
const AT_ONCE = 20

/** So many sessions whose results can't be made are no longer the sessions' fault. */
const MOST_FAILURES = 10

/** What is gone on without, of newer rules or with a fault: looked for anew after a restart. */
const MOST_PASSED_OVER = 1_000

/** What results are made with. */
export interface Reckoning {
  readonly results: Pick<Results, 'store' | 'unreckoned'>
  readonly log: Pick<SessionLog, 'read'>
  /** Hears of a session whose results could not be made; the others' are all the same. */
  readonly report: (error: unknown, during: string) => void
}

/**
 * Makes the results of sessions that have ended without: those that an older build has ended, by an older way of reckoning,
 * or whose results could not be made when they ended. Any server may do it, several at once.
 */
export class LeftResults {
  readonly #about: Reckoning
  readonly #passedOver = new Set<string>()

  constructor(about: Reckoning) {
    this.#about = about
  }

  /**
   * Goes on until there is none left. Throws when the storage fails.
   * @param going asked before each commit: whether to go on
   * @returns of how many sessions it has made them
   */
  async make(going: () => boolean = () => true): Promise<number> {
    const { log, report, results } = this.#about
    let made = 0
    let failures = 0
    while (going() && this.#passedOver.size < MOST_PASSED_OVER) {
      const some = await results.unreckoned(RESULTS_VERSION, AT_ONCE + this.#passedOver.size)
      const left = some.filter(({ session }) => !this.#passedOver.has(session)).slice(0, AT_ONCE)
      if (left.length === 0) break
      const outcomes = new Map<string, StoredOutcome>()
      for (const one of left) {
        const events = await eventsOf(log, one.session)
        try {
          const outcome = events && (await inSlices(reckoned(events, one.elsewhere)))
          if (outcome) outcomes.set(one.session, outcome)
          else this.#passedOver.add(one.session)
        } catch (error) {
          this.#passedOver.add(one.session)
          failures += 1
          if (failures === MOST_FAILURES) throw error
          report(error, 'results')
        }
      }
      await results.store(outcomes)
      made += outcomes.size
    }
    return made
  }
}

/** The whole log of a session; null when only a newer build can read it, or it has been deleted. */
export async function eventsOf(
  log: Pick<SessionLog, 'read'>,
  session: string,
): Promise<readonly SessionEvent[] | null> {
  const events: SessionEvent[] = []
  for await (const page of readInPages(log, session)) {
    if (events.length === 0 && newerRules(page)) return null
    events.push(...page)
  }
  return events.length > 0 ? events : null
}
