import { receive } from './receive.ts'
import { heldBeyond } from './sack/held.ts'
import { ACK, hasAck, hasRst, hasSyn, type Segment, SYN, segment as segmentOf } from './segment.ts'
import { send } from './send.ts'
import { add, diff, gt, type Seq } from './seq.ts'
import { enterClosed } from './synchronize.ts'
import { closed, isSynArrived, isSynchronized, type SynchronizedTcb, type Tcb } from './tcb.ts'

/** The initial sequence numbers of an end, seen or counted back to. */
export interface Numbers {
  readonly iss: Seq
  readonly irs: Seq
}

/** More text than this that nobody saw is counted, not stood for: an end's numbers begin anew behind it. */
const MOST_STOOD_FOR = 1 << 20

/**
 * The TCB as it must have been for `leaving` to leave, where a recorded exchange lacks what led there: what the end
 * had sent and taken besides. It says nothing about whether the segment was right. For recorded ends only.
 */
export function beforeSending(tcb: Tcb, leaving: Segment, numbers: Numbers): Tcb {
  if (hasRst(leaving)) return tcb.state === 'CLOSED' ? tcb : enterClosed(tcb)
  if (hasSyn(leaving)) return hasAck(leaving) ? beforeSynAck(tcb, leaving) : beforeSyn(tcb, leaving)
  if (!hasAck(leaving)) return tcb
  // What comes after the end of a connection leaves from no TCB.
  if (tcb.state === 'CLOSED' && tcb.past?.iss != null) return tcb
  const end = established(tcb, numbers)
  return end === null ? tcb : withTaken(withSent(end, leaving.seq), leaving.ack)
}

/**
 * The TCB of the receiver as it must have been when `arriving` came, where a recorded exchange lacks what led there: it
 * had sent all that is acknowledged. A RST is taken at its word.
 */
export function beforeTaking(tcb: Tcb, arriving: Segment, numbers: Numbers): Tcb {
  if (hasRst(arriving)) {
    if (tcb.state === 'SYN-SENT') return enterClosed(tcb)
    return isSynchronized(tcb) ? { ...tcb, rcv: { ...tcb.rcv, nxt: arriving.seq }, tsRecent: null } : tcb
  }
  if (hasSyn(arriving) || !hasAck(arriving)) return tcb
  if (tcb.state === 'CLOSED' && tcb.past?.iss != null) return tcb
  const end = established(tcb, numbers)
  return end === null ? tcb : withRoom(withSent(end, arriving.ack), arriving)
}

function beforeSyn(tcb: Tcb, leaving: Segment): Tcb {
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') return tcb
  // Sent again, perhaps after its answer had come.
  if (tcb.state === 'SYN-SENT' ? tcb.iss === leaving.seq : isSynchronized(tcb) && tcb.iss === leaving.seq) return tcb
  return closed({ policy: tcb.policy, explicit: tcb.calls.explicit })
}

/** A SYN had come, with text where the SYN,ACK acknowledges some (RFC 7413). */
function beforeSynAck(tcb: Tcb, leaving: Segment): Tcb {
  let end = tcb
  if (end.state === 'CLOSED') end = { ...end, state: 'LISTEN' }
  if (end.state === 'LISTEN' || end.state === 'SYN-SENT')
    end = receive(end, segmentOf({ flags: SYN, seq: add(leaving.ack, -1) })).tcb
  // RCV.NXT is counted from the SYN: where text on it is acknowledged, as if the SYN had come behind that text.
  if (!isSynArrived(end)) return end
  return { ...end, rcv: { ...end.rcv, nxt: leaving.ack }, peer: { ...end.peer, seq: add(leaving.ack, -1) } }
}

/** The end with its handshake done; null where none can have been. */
function established(tcb: Tcb, { iss, irs }: Numbers): SynchronizedTcb | null {
  let end = tcb
  const opened = segmentOf({ flags: SYN | ACK, seq: iss, ack: add(irs, 1) })
  if (end.state === 'CLOSED') end = { ...end, state: 'LISTEN' }
  if (end.state === 'SYN-SENT') end = receive(end, segmentOf({ flags: SYN | ACK, seq: irs, ack: add(end.iss, 1) })).tcb
  if (end.state === 'LISTEN') end = receive(end, segmentOf({ flags: SYN, seq: irs })).tcb
  if (isSynArrived(end)) end = send(end, opened)
  if (!isSynchronized(end)) return null
  if (end.state !== 'SYN-RECEIVED') return end
  const una = diff(end.snd.una, end.iss) > 0 ? end.snd.una : add(end.iss, 1)
  return { ...end, state: 'ESTABLISHED', snd: { ...end.snd, una } }
}

/** It had sent all before `next`. */
function withSent(end: SynchronizedTcb, next: Seq): SynchronizedTcb {
  const { fin, snd } = end
  const unseen = diff(next, snd.nxt)
  if (unseen <= 0 || fin !== null) return end
  // Text is found by its distance from ISS: where too much is unknown, ISS is counted back to.
  if (unseen > MOST_STOOD_FOR) return { ...end, iss: add(next, -1), sent: '', snd: { ...snd, una: next, nxt: next } }
  return { ...end, sent: end.sent + '.'.repeat(unseen), snd: { ...snd, nxt: next } }
}

/** It had taken all before `next`, a FIN that came beyond a gap included. */
function withTaken(end: SynchronizedTcb, next: Seq): SynchronizedTcb {
  const { earlyFin, peerFin, rcv } = end
  const unseen = diff(next, rcv.nxt)
  if (unseen <= 0 || peerFin !== null) return end
  const fin = earlyFin !== null && gt(next, earlyFin)
  const bytes = unseen - (fin ? 1 : 0)
  const taken: SynchronizedTcb = {
    ...end,
    rcv: { ...rcv, nxt: next },
    received: bytes > MOST_STOOD_FOR ? end.received : end.received + '.'.repeat(bytes),
    early: end.early.filter(({ seq, text }) => gt(add(seq, text.length), next)),
    sack: heldBeyond(end.sack, next),
  }
  if (!fin) return taken
  const state =
    end.state === 'FIN-WAIT-1' ? 'CLOSING' : end.state === 'FIN-WAIT-2' ? 'TIME-WAIT' : ('CLOSE-WAIT' as const)
  return { ...taken, peerFin: earlyFin, earlyFin: null, state }
}

/** It had offered room for what came: its offer, or the scale of it, was not seen. */
function withRoom(end: SynchronizedTcb, { seq, text }: Segment): SynchronizedTcb {
  // What a kernel offers counts from what it acknowledged last.
  const room = diff(add(seq, text.length), end.acked)
  return text === '' || room <= end.rcv.wnd ? end : { ...end, rcv: { ...end.rcv, wnd: room } }
}
