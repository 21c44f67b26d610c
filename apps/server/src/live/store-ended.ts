import { isRole, ROLES, type SessionEvent } from '@woshou/session'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { inSlices } from './in-slices.ts'
import { reckoned } from './reckoned.ts'
import { resultOf, rowOf } from './session-row.ts'

/**
 * Stores a session that was played elsewhere, from its first event to its end, as a whole or not at all. Nobody gets a
 * token: it is over.
 * @param log verified: it begins with `session-created`, seats both, and ends with `session-ended`
 * @param now milliseconds since 1970, UTC: its own times are those of the clock where it was played
 * @returns the session's id
 */
export async function storeEnded(
  { directory }: Pick<Storage, 'directory'>,
  log: readonly SessionEvent[],
  now: number,
): Promise<string> {
  const seats = log.flatMap((event) =>
    event.type === 'seat-taken' && isRole(event.role)
      ? [{ role: event.role, name: event.name, tokenHash: hashToken(drawToken()) }]
      : [],
  )
  if (seats.length !== ROLES.length) throw new Error('an ended session has two seats')
  const id = drawToken()
  const result = resultOf(log, await inSlices(reckoned(log, true)))
  const elsewhere = { predecessor: null, code: null, invitation: null, storedAt: now, result }
  const created = await directory.create({ id, ...elsewhere, ...rowOf(log), seats, events: log })
  if (!created.ok) throw new Error('a session without code or predecessor has none that is taken')
  return id
}
