import { randomInt } from 'node:crypto'
import { ROLES, type SessionEvent } from '@woshou/session'
import { drawToken, hashToken } from '../log/seat-token.ts'
import type { Storage } from '../services.ts'

/** Draws of a code before something must be wrong with the directory: it is freed again at once. */
const DRAWS = 20

/**
 * Stores a session that was played elsewhere, from its first event to its end. Nobody gets a token: it is over.
 * @param log verified: it begins with `session-created`, seats both, and ends with `session-ended`
 * @returns the session's id
 */
export async function storeEnded({ directory, log: eventLog }: Storage, log: readonly SessionEvent[]): Promise<string> {
  const seats = log.flatMap((event) => (event.type === 'seat-taken' && event.role !== 'network' ? [event] : []))
  const [first, second] = seats
  if (!first || !second || seats.length !== ROLES.length) throw new Error('an ended session has two seats')
  const id = drawToken()
  const seat = ({ name, role }: typeof first) => ({ role, name, tokenHash: hashToken(drawToken()) })
  const beginning = { id, predecessor: null, invitation: null, seat: seat(first), events: log.slice(0, first.version) }
  for (let draw = 0; draw < DRAWS; draw++) {
    const code = String(randomInt(10 ** 8)).padStart(8, '0')
    const created = await directory.create({ ...beginning, code })
    if (!created.ok) continue
    const rest = { session: id, events: log.slice(first.version), seat: seat(second) }
    const appended = await eventLog.append(rest)
    if (!appended.ok) throw new Error('nobody else can have written to a session that nobody knows')
    return id
  }
  throw new Error(`${DRAWS} codes in a row were in use`)
}
