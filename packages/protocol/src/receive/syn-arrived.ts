import { isAcceptable } from '../acceptable.ts'
import { resetFor, synAck } from '../owe.ts'
import type { Arrival } from '../reception.ts'
import { hasAck, hasRst, hasSyn } from '../segment.ts'
import type { ListenTcb, SynArrivedTcb } from '../tcb.ts'
import { note, owe, stop } from './arrival.ts'

/**
 * §3.10.7.4 in SYN-RECEIVED, for a listener whose SYN,ACK has not left yet. A TCP that replies at once never
 * is here; a student is.
 */
export function receiveSynArrived(arrival: Arrival, tcb: SynArrivedTcb): void {
  const { segment } = arrival
  // First: the SYN once more, or something outside the window. The SYN,ACK that is owed says all there is to say.
  if (!isAcceptable(segment, tcb.rcv.nxt, tcb.rcv.wnd)) {
    if (!hasRst(segment)) {
      const known = tcb.owed.some((o) => o.reason === 'acknowledge-syn')
      if (!known) owe(arrival, 'acknowledge-syn', synAck(tcb.isn ?? 0, tcb.rcv.nxt, Math.min(tcb.rcv.wnd, 65_535)))
    }
    stop(arrival, 'first-sequence', 'dropped')
    return
  }
  // Second: a passive OPEN goes back to LISTEN, the user need not be told. RFC 5961 asks for the exact number.
  if (hasRst(segment)) {
    if (tcb.policy.rfc5961 && segment.seq !== tcb.rcv.nxt) stop(arrival, 'second-rst', 'dropped')
    else {
      backToListen(arrival, tcb, 'rst-arrived')
      stop(arrival, 'second-rst', 'accepted')
    }
    return
  }
  // Fourth: another SYN in the window: a passive OPEN goes back to LISTEN.
  if (hasSyn(segment)) {
    backToListen(arrival, tcb, 'syn-in-syn-received')
    stop(arrival, 'fourth-syn', 'dropped')
    return
  }
  // Fifth: without ACK drop; with it, it acknowledges something that was never sent: <SEQ=SEG.ACK><CTL=RST>.
  if (hasAck(segment)) {
    owe(arrival, 'reset-unacceptable-ack', resetFor(segment))
    stop(arrival, 'fifth-ack', 'reset')
  } else stop(arrival, 'fifth-ack', 'dropped')
}

/** Figure 5, note 1: a SYN-RECEIVED that came from LISTEN returns there. */
export function backToListen(
  arrival: Arrival,
  tcb: Pick<SynArrivedTcb, 'policy' | 'calls' | 'isn' | 'past'>,
  because: 'rst-arrived' | 'syn-in-syn-received',
): void {
  arrival.tcb = listening(tcb)
  note(arrival, 'state', 'SYN-RECEIVED', 'LISTEN', because)
}

/** A listener with what the end has been told to do kept. */
export const listening = (tcb: Pick<SynArrivedTcb, 'policy' | 'calls' | 'isn' | 'past'>): ListenTcb => ({
  state: 'LISTEN',
  policy: tcb.policy,
  calls: tcb.calls,
  owed: [],
  isn: tcb.isn,
  past: tcb.past,
  arrival: null,
  news: false,
})
