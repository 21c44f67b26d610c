import type { SessionEvent } from '../facts/event.ts'
import { isRole, type Role } from '../facts/role.ts'
import type { SoloRecord } from './solo-session.ts'

/**
 * A solo session that begins just before an event of another one, with everything as it was then: both ends, what is
 * on its way, and the numbers. A correct TCP takes the other seat. Null where it can't: somebody sat in between or
 * took over a seat, it was recorded, or the student's segments weren't judged.
 * @param version of the event that is to be done better
 * @param names what the student and the partner are called from now on
 */
export function fromMoment(
  log: readonly SessionEvent[],
  version: number,
  role: Role,
  names: Readonly<Record<Role, string>>,
): SoloRecord | null {
  const before = log.filter((event) => event.version < version)
  const created = before.find((event) => event.type === 'session-created')
  const seated = before.filter((event) => event.type === 'seat-taken')
  if (!created || created.network || created.unjudged === role || created.scenario.calls === 'observed') return null
  if (seated.length < 2 || before.some(({ type }) => type === 'seat-handed-over' || type === 'session-ended'))
    return null
  const renamed = before.map((event) =>
    event.type === 'seat-taken' && isRole(event.role) ? { ...event, name: names[event.role] } : event,
  )
  return { role, character: 'prompt', log: renamed }
}
