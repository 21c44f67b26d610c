import { EYES, isSeat, mismatch, protocolError, type Viewer } from '@woshou/session'
import type { Services } from '../services.ts'
import { hashToken } from '../storage/seat-token.ts'
import { CLOSE } from './close-code.ts'
import { EarlyPage } from './early-page.ts'
import type { Entrance, Opening } from './guest.ts'
import { COME_BACK, GONE, never, sessionEntry, UNKNOWN_SESSION, WRONG_TOKEN } from './session-entry.ts'

const SECOND_SEAT = never('second-seat', 'held', 'who holds a seat of this session does not watch it as well')

/** Lets in who has a viewer's token, as that viewer. */
export function seatEntrance(services: Services): Entrance<Extract<Opening, { type: 'join' }>> {
  const { classes, storage } = services

  return async (message, line) => {
    const { protocol, session, token } = message
    // the token first: a log that is loaded for nothing takes everybody's time
    const known = await knownAs(session, token)
    // a class tells a phone of its seat a moment before the seat is theirs
    const role = known ?? ((await classes.broughtInLine(session)) ? await knownAs(session, token) : null)
    if (role === null) {
      // told by another server, perhaps: the seat is handed over in a moment
      if (classes.gives(session, hashToken(token))) return COME_BACK
      const [row] = await storage.directory.list([session])
      return row ? WRONG_TOKEN : UNKNOWN_SESSION
    }
    if (message.held && EYES[role].seesMore && !isSeat(role) && (await storage.directory.seatOf(session, message.held)))
      return SECOND_SEAT
    const other = protocol === undefined ? null : mismatch(protocol, role)
    if (other) return { ...protocolError(other), ok: false, close: CLOSE.policyViolation }
    if (!line.open) return GONE
    // classes are younger than protocol numbers
    const isEarly = protocol === undefined && message.since > 0 && line.session === undefined
    const early = isEarly ? new EarlyPage(message.since, EYES[role].early) : null
    const since = early ? 0 : message.since
    return sessionEntry(services, { session, role, token, since, early }, line)
  }

  /** As whom a token may see a session, by its row alone. */
  async function knownAs(session: string, token: string): Promise<Viewer | null> {
    const seat = await storage.directory.seatOf(session, token)
    return seat ?? ((await storage.directory.watchedBy(session, token)) === null ? null : 'observer')
  }
}
