import type { SessionEvent } from '@woshou/session'
import type { NewSession } from '../storage/directory.ts'
import type { StoredOutcome, StoredResult } from '../storage/session-log.ts'

/** What stands in a session's row, so that lists need not read its log. @param events from `session-created` on */
export function rowOf(
  events: readonly SessionEvent[],
): Pick<NewSession, 'scenario' | 'network' | 'level' | 'createdAt'> {
  const [created] = events
  if (created?.type !== 'session-created') throw new Error('a session begins with session-created')
  const { createdAt, level, network } = created
  const { id, title, summary } = created.scenario
  return { scenario: { id, title, summary }, network, level, createdAt }
}

/** The result that new events bring; null when the session goes on. @param came what it came to */
export function resultOf(events: readonly SessionEvent[], came: StoredOutcome | null): StoredResult | null {
  const end = events.find((event) => event.type === 'session-ended')
  return end ? { reason: end.reason, at: end.at, length: events.at(-1)?.version ?? 0, came } : null
}
