import type { DueReason } from '@woshou/protocol'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES, type Role } from '../facts/role.ts'
import { elapse, type Happening, nextDue, play } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import type { PartnerMove } from './right-move.ts'

/** How a session went on when both seats played. */
export interface Played {
  readonly session: Session
  /** What happened, after the events that were there before. */
  readonly events: readonly SessionEvent[]
  /** Why each segment was due that was sent. */
  readonly reasons: readonly DueReason[]
}

/** Far more than any scenario takes. */
const MOST_EVENTS = 600

/**
 * Plays a session on, until it ends or nobody has anything to do. Time passes as fast as things happen.
 * @param player what the seat of that role does next
 * @param id names the moves; they must be new to the session
 */
export function playOut(
  session: Session,
  player: (session: Session, role: Role) => PartnerMove | null,
  id = 'played-out',
): Played {
  let now = session
  const events: SessionEvent[] = []
  const reasons: DueReason[] = []
  const store = (happening: Happening) => {
    now = happening.session
    events.push(...happening.events)
  }
  while (!now.ended && events.length < MOST_EVENTS) {
    const timed = nextDue(now)
    const next = earliest(now, player)
    if (next && (timed === null || next.move.at < timed)) {
      const at = Math.max(now.at, next.move.at)
      const { version } = now
      const answer = play(now, next.move.command, { role: next.role, id: `${id}-${version}`, version, now: at })
      if (!('events' in answer)) break
      store(answer)
      if (next.move.due) reasons.push(next.move.due.reason)
    } else if (timed !== null) {
      const happening = elapse(now, Math.max(now.at, timed))
      if (happening) store(happening)
    } else break
  }
  return { session: now, events, reasons }
}

function earliest(
  session: Session,
  player: (session: Session, role: Role) => PartnerMove | null,
): { role: Role; move: PartnerMove } | null {
  let first: { role: Role; move: PartnerMove } | null = null
  for (const role of ROLES) {
    const move = player(session, role)
    if (move && (!first || move.at < first.move.at)) first = { role, move }
  }
  return first
}
