import { type NetworkEvent, type Seat, type SeenEvent, type SessionEvent, see, seeAsNetwork } from '@woshou/session'
import type { PackedLog } from './packed-log.ts'

/** What a seat lacks that has seen a log up to some version. Only what it may see. */
export interface Lacking {
  /** The last version it has. */
  readonly from: number
  /** How far the log has been looked through. */
  readonly to: number
  /** The newest version that it may see, up to there; 0 when it may see none. */
  readonly newest: number
  /** The events that it may see, as JSON. */
  readonly texts: readonly string[]
}

/** What of an event a seat may see; null when nothing. */
export const seeAs = (role: Seat, event: SessionEvent): SeenEvent | NetworkEvent | null =>
  role === 'network' ? seeAsNetwork(event) : see(event, role)

/**
 * Looks a log through event by event: two thousand at once would keep everybody waiting.
 * @param since the last version the seat has; one that the log doesn't have counts as none
 */
export function* lackingSteps(role: Seat, since: number, log: PackedLog): Generator<void, Lacking> {
  const from = since <= log.version ? since : 0
  const texts: string[] = []
  let newest = 0
  for (const event of log.each(from)) {
    const seen = seeAs(role, event)
    if (seen) {
      texts.push(JSON.stringify(seen))
      newest = seen.version
    }
    yield
  }
  if (texts.length === 0) newest = log.newest(from, (event) => seeAs(role, event) !== null)
  return { from, to: log.version, newest, texts }
}

/** The same at once. */
export function lackingNow(role: Seat, since: number, log: PackedLog): Lacking {
  const steps = lackingSteps(role, since, log)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
