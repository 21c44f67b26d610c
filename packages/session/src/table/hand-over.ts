import type { SeatHandedOver } from '../facts/event.ts'
import { peerOf, type Role } from '../facts/role.ts'
import { type Happening, withSequel } from './happening.ts'
import type { Session } from './session.ts'

/**
 * Somebody else plays an end from now on. Whether its student has been away for long enough is the caller's to know.
 * @param name the newcomer's; null: the name stays
 * @param now play time in ms
 * @returns null when nobody has sat there yet, when the session is over, or when the partner plays there already
 */
export function handOver(
  session: Session,
  role: Role,
  to: SeatHandedOver['to'],
  name: string | null,
  now: number,
): Happening | null {
  const held = session.names[role]
  if (held === null || !session.started || session.ended) return null
  // a partner plays against a student, never against itself
  if (to === 'partner' && (session.holders[role] === 'partner' || session.holders[peerOf(role)] === 'partner'))
    return null
  return withSequel(session, [{ type: 'seat-handed-over', role, to, name: name ?? held }], now)
}
