import type { SessionEvent, Viewer } from '@woshou/session'
import { readInPages } from '../storage/event-log.ts'
import type { SessionLog } from '../storage/session-log.ts'
import { inSlices } from './in-slices.ts'
import { isNotNow, type NotNow, unlessLost } from './not-now.ts'
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
 * Looks a log through event by event, while others have their turns: two thousand at once would keep everybody waiting.
 * What is no longer kept in memory is read from the storage.
 * @param since the number of the last event the viewer has; one that it can't have counts as none
 */
export async function lackingOf(
  viewer: Viewer,
  since: number,
  { id, log, packed }: { readonly id: string; readonly log: Pick<SessionLog, 'read'>; readonly packed: PackedLog },
): Promise<Lacking | NotNow> {
  const count = packed.countOf(viewer)
  const from = count.from(since)
  const texts: string[] = []
  let to = count.versionOf(from)

  const tell = (event: SessionEvent) => {
    const told = count.tell(event)
    if (told) texts.push(JSON.stringify(told))
    to = event.version
  }
  function* tellThese(events: readonly SessionEvent[]): Generator<void, void> {
    for (const event of events) {
      tell(event)
      yield
    }
  }
  /** Those too that come while it takes its time. */
  function* tellKept(): Generator<void, void> {
    for (let event = packed.at(to + 1); event; event = packed.at(to + 1)) {
      tell(event)
      yield
    }
  }

  while (to < packed.version) {
    const pages = readInPages(log, id, to)
    while (!packed.keeps(to)) {
      const page = await unlessLost(pages.next())
      if (isNotNow(page)) return page
      if (page.done) return { notNow: 'gone' }
      // what another server has stored is told when it is known here
      await inSlices(tellThese(page.value.filter(({ version }) => version <= packed.version)))
    }
    await inSlices(tellKept())
  }
  return { from, to, texts }
}

/** The same at once, of what is kept. */
export function lackingNow(viewer: Viewer, since: number, packed: PackedLog): Lacking {
  const count = packed.countOf(viewer)
  const from = count.from(since)
  const lacking = packed.after(count.versionOf(from)).flatMap((event) => count.tell(event) ?? [])
  return { from, to: packed.version, texts: lacking.map((event) => JSON.stringify(event)) }
}
