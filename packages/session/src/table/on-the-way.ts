import { ACK, FIN, hasRst, isSynchronized, RST, resetFor, type Segment, SYN } from '@woshou/protocol'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES, type Role } from '../facts/role.ts'
import type { Entry, Session } from './session.ts'
import { carriedOut, satisfied } from './wishes.ts'

export const NO_ENTRY: Entry = { flags: { client: 0, server: 0 }, stillSince: null, forgotten: false }

/**
 * What becomes of a segment whose connection a middlebox has forgotten: nothing of it goes on, and a RST comes back if the
 * box sends one. Null where it goes on.
 * @param now play time in ms
 */
export function stoppedByMiddlebox(session: Session, segment: Segment, now: number): { reset: Segment | null } | null {
  const { middlebox } = session.scenario.link
  if (!middlebox || isOpening(segment) || !isForgotten(session, now)) return null
  // nothing answers a RST
  return { reset: middlebox.does === 'reset' && !hasRst(segment) ? resetFor(segment) : null }
}

/** A SYN by itself: what makes an entry in a middlebox's table. */
const isOpening = ({ flags }: Segment): boolean => (flags & (SYN | ACK | RST)) === SYN

/**
 * Whether the entry is too old: RFC 5382, REQ-5. Thinking is no silence: it counts only while nothing is on its way, nobody
 * has anything to answer, and no application has asked for anything.
 */
function isForgotten({ entry, pace, scenario }: Session, now: number): boolean {
  if (entry.forgotten || entry.stillSince === null) return entry.forgotten
  const { established, transitory } = scenario.link.middlebox ?? {}
  const { client, server } = entry.flags
  const isTransitory = (client & server & SYN) === 0 || ((client | server) & FIN) !== 0
  const longest = isTransitory ? (transitory ?? established) : established
  return longest !== undefined && now - entry.stillSince > longest * pace
}

/** The entry once something has happened: `after` is the session then, but for its entry. */
export function entryAfter(before: Session, after: Session, event: SessionEvent): Entry {
  if (!after.scenario.link.middlebox) return before.entry
  const passed = event.type === 'segment-sent' && event.arrivals?.length !== 0 ? event : null
  const isNew = passed !== null && isOpening(passed.segment)
  const flags = isNew ? NO_ENTRY.flags : before.entry.flags
  return {
    flags: passed ? { ...flags, [passed.role]: flags[passed.role] | passed.segment.flags } : flags,
    stillSince: isStill(after) ? (before.entry.stillSince ?? event.at) : null,
    forgotten: !isNew && isForgotten(before, event.at),
  }
}

const isStill = ({ ends, inFlight, started }: Session): boolean =>
  started && inFlight.length === 0 && ROLES.every((role) => isIdle(ends[role]))

/** Nothing waits for this end's student. */
const isIdle = (end: Session['ends'][Role]): boolean =>
  end.inbox.length === 0 &&
  end.tcb.owed.length === 0 &&
  carriedOut(end) &&
  !('retransmission' in end.tcb && end.tcb.retransmission.due) &&
  !(isSynchronized(end.tcb) && (end.tcb.keepAliveDue || end.tcb.probe))

/** Whether somebody pulls the cable now: the applications have had all they wished for, and everything is acknowledged. */
export const isDone = (session: Session): boolean =>
  session.started &&
  ROLES.every((role) => {
    const { tcb } = session.ends[role]
    return satisfied(session, role) && isSynchronized(tcb) && tcb.snd.una === tcb.snd.nxt
  })
