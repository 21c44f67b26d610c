import { evolveTile, type Tile } from '@woshou/classroom'
import { moments, type Session, type SessionEvent } from '@woshou/session'
import { readInPages } from '../../storage/event-log.ts'
import type { SessionLog } from '../../storage/session-log.ts'
import { inSlices } from '../in-slices.ts'
import { newerRules } from '../newer-rules.ts'

/** How a pair stands, and the session as it is there: with both, the fold can go on. */
export interface Folded {
  readonly tile: Tile
  readonly session: Session
}

/** Folds events into a tile one by one, between which others have their turn. @param from what they follow; null: nothing */
export function* foldingTile(from: Folded | null, events: readonly SessionEvent[]): Generator<void, Folded | null> {
  let folded = from
  for (const { event, session } of moments(events, from?.session ?? null)) {
    folded = { session, tile: evolveTile(folded?.tile ?? null, [event], session) }
    yield
  }
  return folded
}

/**
 * Folds what is stored of a session. Throws when the storage fails.
 * @param from what has been folded already; null: nothing
 * @returns null when there is no such session, or only a newer build can read it
 */
export async function foldedFromLog(
  log: Pick<SessionLog, 'read'>,
  id: string,
  from: Folded | null = null,
): Promise<Folded | null> {
  let folded = from
  for await (const page of readInPages(log, id, from?.tile.version ?? 0)) {
    if (!folded && newerRules(page)) return null
    folded = await inSlices(foldingTile(folded, page))
  }
  return folded
}
