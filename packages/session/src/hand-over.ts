import type { Holder, SeatHandedOver, SessionEvent } from './event.ts'
import { peerOf, type Role } from './role.ts'
import type { SeenEvent } from './see.ts'
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
  /** Which of the end's students it is, or the one in whose place a correct TCP plays: 0 is the first. */
  readonly student: number
}

/** Who has played an end, one after the other. @param events a session's log, or what a seat saw of it */
export function holders(events: readonly (SessionEvent | SeenEvent)[], role: Role): readonly Held[] {
  const held: Held[] = []
  for (const event of events) {
    if ((event.type !== 'seat-taken' && event.type !== 'seat-handed-over') || event.role !== role) continue
    const to = event.type === 'seat-handed-over' ? event.to : 'handed' in event ? event.handed : undefined
    const last = held.at(-1)?.student ?? -1
    held.push({
      from: event.version,
      name: event.name,
      by: to === 'partner' ? 'partner' : 'student',
      student: to === undefined || to === 'newcomer' ? last + 1 : Math.max(last, 0),
    })
  }
  return held
}

/** Who made what happened at an end at a version; null before anybody sat there. */
export const holderAt = (held: readonly Held[], version: number): Held | null =>
  held.findLast(({ from }) => from <= version) ?? null
