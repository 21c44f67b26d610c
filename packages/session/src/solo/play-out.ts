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

type Player = (session: Session, role: Role) => PartnerMove | null

/**
 * Plays a session on, until it ends or nobody has anything to do. Time passes as fast as things happen.
 * @param player what the seat of that role does next
 * @param id names the moves; they must be new to the session
 */
export function playOut(session: Session, player: Player, id?: string): Played {
  let now = session
  const events: SessionEvent[] = []
  const reasons: DueReason[] = []
  for (const { happening, reason } of playOn(session, player, id)) {
    now = happening.session
    events.push(...happening.events)
    if (reason) reasons.push(reason)
  }
  return { session: now, events, reasons }
}

/** The same, one happening after the other: who has seen enough stops. */
export function* playOn(
  session: Session,
  player: Player,
  id = 'played-out',
): Generator<{ happening: Happening; reason: DueReason | null }> {
  let now = session
  while (!now.ended && now.version - session.version < MOST_EVENTS) {
    const timed = nextDue(now)
    const next = earliest(now, player)
    if (next && (timed === null || next.move.at < timed)) {
      const at = Math.max(now.at, next.move.at)
      const { version } = now
      const answer = play(now, next.move.command, { role: next.role, id: `${id}-${version}`, version, now: at })
      if (!('events' in answer)) break
      now = answer.session
      yield { happening: answer, reason: next.move.due?.reason ?? null }
    } else if (timed !== null) {
      const happening = elapse(now, Math.max(now.at, timed))
      if (!happening) break
      now = happening.session
      yield { happening, reason: null }
    } else break
  }
}

function earliest(session: Session, player: Player): { role: Role; move: PartnerMove } | null {
  let first: { role: Role; move: PartnerMove } | null = null
  for (const role of ROLES) {
    const move = player(session, role)
    if (move && (!first || move.at < first.move.at)) first = { role, move }
  }
  return first
}
