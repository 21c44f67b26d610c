import type { ClassEvent } from '../facts/class-event.ts'
import type { ClassSeat } from './seats.ts'

/** The student who sits in a seat, or sat there before a bot did; null when no student ever has. */
export function lastSitter(events: Iterable<ClassEvent>, { pair, role, round }: ClassSeat): string | null {
  let last: string | null = null
  for (const event of events) {
    if (event.type === 'round-started' && event.round === round)
      last = event.pairs.find((one) => one.pair === pair)?.[role] ?? null
    const changed = event.type === 'seat-changed' && event.round === round && event.pair === pair && event.role === role
    if (changed) last = event.to ?? last
  }
  return last
}
