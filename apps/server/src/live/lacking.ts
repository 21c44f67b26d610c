import type { Viewer } from '@woshou/session'
import type { PackedLog } from './packed-log.ts'

/** What a viewer lacks that has seen a log up to some event. Only what it may see, under its own numbers (`OwnCount`). */
export interface Lacking {
  /** The number of the last event it has. */
  readonly from: number
  /** The version up to which the log has been looked through. */
  readonly to: number
  /** The events that it may see, as JSON. */
  readonly texts: readonly string[]
}

/**
 * Looks a log through event by event: two thousand at once would keep everybody waiting.
 * @param since the number of the last event the viewer has; one that it can't have counts as none
 */
export function* lackingSteps(viewer: Viewer, since: number, log: PackedLog): Generator<void, Lacking> {
  const count = log.countOf(viewer)
  const from = count.from(since)
  const texts: string[] = []
  for (const event of log.each(count.versionOf(from))) {
    const told = count.tell(event)
    if (told) texts.push(JSON.stringify(told))
    yield
  }
  return { from, to: log.version, texts }
}

/** The same at once. */
export function lackingNow(viewer: Viewer, since: number, log: PackedLog): Lacking {
  const steps = lackingSteps(viewer, since, log)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
