import { inSlices } from './live/in-slices.ts'
import { eventsOf } from './live/left-results.ts'
import { reckoned } from './live/reckoned.ts'
import type { Results } from './storage/results.ts'
import type { SessionLog, StoredOutcome } from './storage/session-log.ts'

/** Sessions whose results are made at once. */
const AT_ONCE = 100

/**
 * Makes the results of all sessions that have ended anew from their logs, whatever stands there; while servers run.
 * @returns of how many, and how many only a newer build can read
 */
export async function rebuildResults(
  results: Pick<Results, 'ended' | 'store'>,
  log: Pick<SessionLog, 'read'>,
): Promise<{ readonly made: number; readonly newer: number }> {
  let made = 0
  let newer = 0
  for (let after: string | null = null; ; ) {
    const page = await results.ended(after, AT_ONCE)
    const outcomes = new Map<string, StoredOutcome>()
    for (const one of page) {
      const events = await eventsOf(log, one.session)
      if (events) outcomes.set(one.session, await inSlices(reckoned(events, one.elsewhere)))
      else newer += 1
    }
    await results.store(outcomes)
    made += outcomes.size
    const last = page.at(-1)
    if (!last || page.length < AT_ONCE) return { made, newer }
    after = last.session
  }
}
