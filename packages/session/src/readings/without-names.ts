import type { SessionEvent } from '../facts/event.ts'
import type { Seat } from '../facts/role.ts'

/**
 * A session's log in which everybody is called by their seat: `client`, and whoever took it over `client 2`. Nothing else
 * in a log is about people.
 */
export function withoutNames(log: readonly SessionEvent[]): readonly SessionEvent[] {
  const sat: Partial<Record<Seat, number>> = {}
  return log.map((event) => {
    if (!('name' in event)) return event
    const { role } = event
    if (event.type === 'seat-taken' && event.by === 'bot') return event
    const anew = event.type === 'seat-taken' || event.to === 'newcomer'
    const number = (sat[role] ?? 0) + (anew ? 1 : 0)
    sat[role] = number
    return { ...event, name: number > 1 ? `${role} ${number}` : role }
  })
}
