import type { SeatHandedOver } from '../facts/event.ts'
import { isRole, peerOf, type Seat } from '../facts/role.ts'
import { type Happening, withSequel } from './happening.ts'
import type { Session } from './session.ts'
import { sit } from './sit.ts'

/**
 * Somebody else has a seat from now on. Whether its student has been away for long enough, or is to go, is the caller's to
 * know. The network's seat has no partner that plays on in it: it goes to a student, or is empty (bot).
 * @param name the student's; null: the name stays
 * @param now play time in ms
 * @returns null when nobody has sat there yet, when the session is over, or when the partner plays there already
 */
export function handOver(
  session: Session,
  role: Seat,
  to: SeatHandedOver['to'],
  name: string | null,
  now: number,
): Happening | null {
  const held = session.names[role]
  if (held === null || !session.started || session.ended) return null
  if (!isRole(role)) {
    if (to !== 'newcomer' && to !== 'bot') return null
  } else if (to === 'partner' || to === 'bot') {
    // a correct TCP plays against a student, never against itself
    if (session.holders[role] === to || session.holders[peerOf(role)] !== 'student') return null
    // who has no seat any more does not get it back
    if (to === 'partner' && session.holders[role] === 'bot') return null
  }
  return withSequel(session, [{ type: 'seat-handed-over', role, to, name: name ?? held }], now)
}

/**
 * A seat goes to whom it belongs, as a class says; whoever sits there has it no longer.
 * @param name the student's, or null: a correct TCP plays the end, and nobody has the network's seat
 * @param now play time in ms
 * @returns null when it is so already, also while a partner plays on for that very student
 */
export function seatedAs(session: Session, role: Seat, name: string | null, now: number): Happening | null {
  const isBot = isRole(role) && session.holders[role] === 'bot'
  if (name === null) return isBot ? null : handOver(session, role, 'bot', null, now)
  const isSame = session.names[role] === name
  if (isSame && !isBot) return null
  if (session.names[role] === null) return sit(session, role, name, now)
  return handOver(session, role, isSame ? 'returned' : 'newcomer', name, now)
}
