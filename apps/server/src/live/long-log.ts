import type { Viewer } from '@woshou/session'
import type { SessionLog } from '../storage/session-log.ts'
import type { Registry } from './registry.ts'

/** Events of a log which are dear to load, or to tell; those of a lesson have a few dozen. */
const LONG = 200

/**
 * Whether a session's log has so many events that whoever wants it had better wait for their turn. A host that is there
 * costs nothing; what of its log is to be told does.
 * @param since whose seat it is, and the number of the newest event that they have; null for all
 */
export async function isLong(
  { registry, storage }: { readonly registry: Registry; readonly storage: { readonly log: SessionLog } },
  id: string,
  since: { readonly role: Viewer; readonly since: number } | null,
): Promise<boolean> {
  const live = registry.at(id)
  if (live) return since !== null && live.eventsSince(since.role, since.since) > LONG
  // it has to be loaded, whatever of it is wanted
  return ((await storage.log.newest([id])).get(id)?.version ?? 0) > LONG
}
