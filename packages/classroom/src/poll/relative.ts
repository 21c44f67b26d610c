import { ACK, add, hasAck, hasRst, hasSyn, RST, type Segment, variables } from '@woshou/protocol'
import {
  type ChosenSegment,
  dueNow,
  type End,
  evolveEnd,
  numberToOffer,
  peerOf,
  type Role,
  type SessionEvent,
  see,
} from '@woshou/session'
import type { RelativeSegment } from '../facts/question.ts'

/** From what each end's sequence numbers are counted. */
export type Bases = Readonly<Record<Role, number>>

/** One end as it was after some events; null before the first. */
export function endOf(log: readonly SessionEvent[], role: Role): End | null {
  let end: End | null = null
  for (const event of log) {
    const seen = see(event, role)
    if (seen) end = evolveEnd(end, seen)
  }
  return end
}

/**
 * What numbers are counted from at a moment, so that all pairs who are at the same one have the same numbers: the ends'
 * initial sequence numbers. Where the scenario says which those are, all have the same as it is, and they stay.
 * @param before the log until then
 * @param end the end whose moment it is
 */
export function basesAt(before: readonly SessionEvent[], role: Role, end: End): Bases {
  const [created] = before
  if (created?.type !== 'session-created') throw new Error('a log begins with session-created')
  const pinned = (of: Role) => created.scenario.ends[of].iss !== undefined
  const { ISS, IRS } = Object.fromEntries(variables(end.tcb).map(({ name, value }) => [name, value]))
  const peer = peerOf(role)
  return {
    [role]: pinned(role) ? 0 : (ISS ?? withoutConnection(before, role, end)),
    [peer]: pinned(peer) ? 0 : (IRS ?? synOf(before, peer) ?? created.isn[peer]),
  } as Bases
}

/** Whoever has no connection counts from the number that the next one begins with, or from that which it answers to. */
function withoutConnection(before: readonly SessionEvent[], role: Role, end: End): number {
  const [due] = dueNow(end)
  if (!due) return synOf(before, role) ?? end.isn
  if (hasSyn(due.segment)) return numberToOffer(end)
  // see `seqOf`; any other RST has the number that was acknowledged
  return hasAck(due.segment) ? 0 : (synOf(before, role) ?? 0)
}

function synOf(before: readonly SessionEvent[], role: Role): number | null {
  const sent = before.findLast(
    (event) =>
      event.type === 'segment-sent' && event.role === role && hasSyn(event.segment) && event.violations.length === 0,
  )
  return sent?.type === 'segment-sent' ? sent.segment.seq : null
}

/** A RST that answers to what has no ACK has number 0, whatever the end's numbers are (RFC 9293 §3.10.7.1). */
const seqOf = (segment: Segment, from: Role, bases: Bases): number =>
  hasRst(segment) && hasAck(segment) && segment.seq === 0 ? 0 : add(segment.seq, -bases[from])

/** A segment of an end in relative numbers. */
export function relative(segment: Segment, from: Role, bases: Bases): RelativeSegment {
  const { ack, flags, text } = segment
  return {
    flags,
    seq: seqOf(segment, from, bases),
    ack: flags & ACK ? add(ack, -bases[peerOf(from)]) : null,
    length: text.length,
  }
}

/** What a student at that end has to choose so that this very segment leaves: the other way round. */
export function absolute({ ack, flags, length, seq }: RelativeSegment, from: Role, bases: Bases): ChosenSegment {
  const refuses = flags & RST && flags & ACK && seq === 0
  return {
    flags,
    seq: refuses ? 0 : add(seq ?? 0, bases[from]),
    ack: ack === null ? 0 : add(ack, bases[peerOf(from)]),
    length,
  }
}

/** What came in last, unless the end has sent something since. */
export function arrivalAt(before: readonly SessionEvent[], role: Role): Segment | null {
  const last = before.findLast(
    (event) => (event.type === 'segment-arrived' || event.type === 'segment-sent') && event.role === role,
  )
  return last?.type === 'segment-arrived' ? last.segment : null
}
