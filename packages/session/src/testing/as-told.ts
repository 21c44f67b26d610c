import type { End } from '../eyes/end.ts'
import type { SeenEvent } from '../eyes/eyes.ts'
import { OwnCount } from '../eyes/own-count.ts'
import type { SessionEvent } from '../facts/event.ts'
import type { Role } from '../facts/role.ts'
import { sessionOf } from '../readings/moments.ts'

function counted(log: readonly SessionEvent[], role: Role): OwnCount<Role> {
  const count = new OwnCount(role)
  for (const event of log) count.take(event)
  return count
}

/** All that a seat is told of a log, under its own numbers. */
export function asTold(log: readonly SessionEvent[], role: Role): readonly SeenEvent[] {
  const count = counted(log, role)
  return log.flatMap((event) => count.tell(event) ?? [])
}

/** The truth's end, with the numbers under which its student knows what the end remembers of the log. */
export function endAsTold(log: readonly SessionEvent[], role: Role): End | undefined {
  const end = sessionOf(log)?.ends[role]
  const count = counted(log, role)
  const told = <At extends { readonly version: number }>(at: At | null) =>
    at && { ...at, version: count.at(at.version) }
  return end && { ...end, seen: count.at(end.seen), strayed: told(end.strayed), missed: told(end.missed) }
}
