import { ROLES, type Role } from '../facts/role.ts'
import { elapse, type Happening, nextDue, play } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import { nextMove } from './partner.ts'
import type { PartnerMove } from './right-move.ts'

/**
 * The first thing that happens without a student: what time brings about, or the prompt partner's move at an end that
 * it has. Like `elapse`, to be called again until it is null.
 *
 * The move's name is made of the version at which it was thought of: several hosts that think of it at once ask for the
 * same place in the log, and one of them gets it.
 * @param now play time in ms
 */
export function elapseUnasked(session: Session, now: number): Happening | null {
  // what time brings about comes before any move
  const timed = elapse(session, now)
  if (timed) return timed
  const planned = partnerMove(session)
  if (!planned || planned.move.at > now) return null
  const { move, role } = planned
  const { version } = session
  const answer = play(session, move.command, { role, id: `partner-${version}`, version, now })
  // only a full log keeps a partner from its move
  return 'events' in answer ? { events: answer.events, session: answer.session } : null
}

/** Play time in ms at which `elapseUnasked` has something to do next; null when only a student can change anything. */
export function nextUnasked(session: Session): number | null {
  const timed = nextDue(session)
  const at = partnerMove(session)?.move.at ?? null
  if (timed === null || at === null) return timed ?? at
  return Math.min(timed, at)
}

function partnerMove(session: Session): { role: Role; move: PartnerMove } | null {
  const role = ROLES.find((one) => session.holders[one] !== 'student')
  if (!role) return null
  const move = nextMove(session, role, 'prompt', session.seed)
  return move && { role, move }
}
