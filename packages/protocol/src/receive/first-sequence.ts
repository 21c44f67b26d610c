import { isAcceptable } from '../acceptable.ts'
import { acknowledgement, resetFor } from '../owe.ts'
import { hasAck, hasRst, hasSyn, type Segment, seqEnd, seqLength } from '../segment.ts'
import { add, geq, gt, leq } from '../seq.ts'
import type { State, SynchronizedTcb } from '../tcb.ts'
import { owe, stop } from './arrival.ts'
import { challenge } from './challenge.ts'
import { takeTextAndFin } from './eighth-fin.ts'
import { checkAck } from './fifth-ack.ts'
import { reopens } from './fourth-syn.ts'
import { checkRst, reset } from './second-rst.ts'
import { badHandshakeAck, restartTimeWait, type Synchronized } from './synchronized-arrival.ts'

/** First: is it acceptable (Table 6)? If not, ACK with the present numbers unless it is a RST, and drop. */
export function checkSequence(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  // §3.5.2, group 2: before the connection is synchronized an acknowledgement of something not sent is reset,
  // wherever its segment lies. Linux does so for what a listener has accepted.
  if (
    tcb.state === 'SYN-RECEIVED' &&
    tcb.passive &&
    hasAck(segment) &&
    !hasRst(segment) &&
    badHandshakeAck(tcb, segment.ack)
  ) {
    owe(arrival, 'reset-unacceptable-ack', resetFor(segment))
    return stop(arrival, 'first-sequence', 'reset')
  }
  if (isFromThePast(tcb, segment)) {
    owe(arrival, 'acknowledge-duplicate', acknowledgement(tcb))
    return stop(arrival, 'first-sequence', 'dropped')
  }
  if (isAcceptable(segment, tcb.rcv.nxt, tcb.rcv.wnd)) {
    if (!endsBeyondOffer(tcb, segment)) return false
    owe(arrival, 'acknowledge-duplicate', acknowledgement(tcb))
    return stop(arrival, 'first-sequence', 'dropped')
  }
  // The SYN,ACK of a simultaneous open begins with the SYN that was taken already; Figure 7 lets its ACK count,
  // and so do the kernels. Its SYN is a duplicate, which is acknowledged.
  if (
    tcb.state === 'SYN-RECEIVED' &&
    !tcb.passive &&
    hasSyn(segment) &&
    hasAck(segment) &&
    !hasRst(segment) &&
    segment.seq === tcb.irs &&
    segment.ack === tcb.snd.nxt
  ) {
    if (!checkAck(arrival) && arrival.tcb.state === 'ESTABLISHED') {
      owe(arrival, 'acknowledge-syn-ack', acknowledgement(arrival.tcb))
      if (!tcb.policy.likeLinux) takeTextAndFin(arrival)
      stop(arrival, 'fifth-ack', 'accepted')
    }
    return true
  }
  if (hasRst(segment)) {
    // Kernel difference: Linux lets a RST count that took no account of the peer's FIN.
    if (tcb.policy.likeLinux && tcb.peerFin === segment.seq && tcb.state !== 'TIME-WAIT') return reset(arrival)
    // Kernel difference: to Linux the first number after the window still belongs to it.
    if (tcb.policy.likeLinux && segment.seq === add(tcb.acked, tcb.rcv.wnd)) return checkRst(arrival)
    return stop(arrival, 'first-sequence', 'dropped')
  }
  // A new SYN may reopen a connection in TIME-WAIT; it lies beyond or in the window.
  if (reopens(arrival)) return true
  if (
    tcb.policy.likeLinux &&
    hasAck(segment) &&
    !hasSyn(segment) &&
    tcb.state !== 'TIME-WAIT' &&
    endsWhereAcknowledged(arrival)
  ) {
    if (!checkAck(arrival) && seqLength(segment) > 0)
      owe(arrival, 'acknowledge-duplicate', acknowledgement(arrival.tcb))
    return stop(
      arrival,
      arrival.tcb.state === ('CLOSED' as State) ? 'fifth-ack' : 'first-sequence',
      arrival.changes.length > 0 ? 'accepted' : 'dropped',
    )
  }
  // TIME-WAIT: "the only thing that can arrive in this state is a retransmission of the remote FIN. Acknowledge
  // it, and restart the 2 MSL timeout."
  if (tcb.state === 'TIME-WAIT' && hasAck(segment)) restartTimeWait(arrival)
  if (hasSyn(segment) && tcb.policy.rfc5961) challenge(arrival)
  else owe(arrival, 'acknowledge-duplicate', acknowledgement(tcb))
  // "If the RCV.WND is zero, no segments will be acceptable, but special allowance should be made to accept valid
  // ACKs, URGs, and RSTs."
  if (tcb.rcv.wnd === 0 && segment.seq === tcb.rcv.nxt && hasAck(segment) && !hasSyn(segment)) {
    if (checkAck(arrival)) return true
  }
  return stop(arrival, 'first-sequence', 'dropped')
}

/** RFC 7323 §5.3, R1: its timestamp says that something later has arrived in order already. */
function isFromThePast({ tsRecent, policy }: SynchronizedTcb, segment: Segment): boolean {
  const stamp = segment.options?.timestamps
  if (tsRecent === null || stamp === undefined || hasRst(segment)) return false
  // Kernel difference: Linux allows one tick.
  return gt(tsRecent, add(stamp.value, policy.likeLinux ? 1 : 0))
}

/** Kernel difference: Linux refuses as a whole what the RFC cuts off at the end of the window. */
const endsBeyondOffer = (tcb: SynchronizedTcb, segment: Segment): boolean =>
  tcb.policy.likeLinux && !hasSyn(segment) && gt(seqEnd(segment), add(tcb.acked, tcb.rcv.wnd))

/** The segment ends at or above what this end acknowledged last, and begins within what it offered then. */
const endsWhereAcknowledged = ({ segment, tcb }: Synchronized): boolean =>
  !(tcb.state === 'SYN-RECEIVED' && tcb.passive) &&
  geq(seqEnd(segment), tcb.acked) &&
  leq(segment.seq, add(tcb.acked, tcb.rcv.wnd))
