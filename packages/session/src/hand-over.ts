import type { Holder, SeatHandedOver, SessionEvent } from './event.ts'
import { peerOf, type Role } from './role.ts'
import { type Happening, withSequel } from './sequel.ts'
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

/** Who played an end, from which version on. */
export interface Held {
  readonly from: number
  readonly name: string
  readonly by: Holder
}

/** Who has played an end, one after the other. @param log a session's whole log, or a beginning of it */
export const holders = (log: readonly SessionEvent[], role: Role): readonly Held[] =>
  log.flatMap((event): Held[] => {
    if (event.type === 'seat-taken' && event.role === role)
      return [{ from: event.version, name: event.name, by: 'student' }]
    if (event.type !== 'seat-handed-over' || event.role !== role) return []
    return [{ from: event.version, name: event.name, by: event.to === 'partner' ? 'partner' : 'student' }]
  })

/** Who made what happened at an end at a version; null before anybody sat there. */
export const holderAt = (held: readonly Held[], version: number): Held | null =>
  held.findLast(({ from }) => from <= version) ?? null
