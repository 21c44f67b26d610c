import type { SeenEvent } from '../eyes/eyes.ts'
import type { Holder, SessionEvent } from '../facts/event.ts'
import { holderAfter } from '../facts/holder-after.ts'
import type { Role } from '../facts/role.ts'

/** Who played an end, from which version on. */
export interface Held {
  readonly from: number
  readonly name: string
  readonly by: Holder
  /** Which of the end's students it is, or the one in whose place a correct TCP plays: 0 is the first, -1 nobody yet. */
  readonly student: number
}

/** Who has played an end, one after the other. @param events a session's log, or what a seat saw of it */
export function holders(events: readonly (SessionEvent | SeenEvent)[], role: Role): readonly Held[] {
  const held: Held[] = []
  for (const event of events) {
    if ((event.type !== 'seat-taken' && event.type !== 'seat-handed-over') || event.role !== role) continue
    const to = event.type === 'seat-handed-over' ? event.to : 'handed' in event ? event.handed : undefined
    const last = held.at(-1)?.student ?? -1
    const by = to ? holderAfter(to) : 'by' in event && event.by ? event.by : 'student'
    held.push({
      from: event.version,
      name: event.name,
      by,
      student: by === 'bot' && last === -1 ? -1 : to === undefined || to === 'newcomer' ? last + 1 : Math.max(last, 0),
    })
  }
  return held
}

/** Who made what happened at an end at a version; null before anybody sat there. */
export const holderAt = (held: readonly Held[], version: number): Held | null =>
  held.findLast(({ from }) => from <= version) ?? null
