import { afterSyn, resetFor, synAck } from '../owe.ts'
import type { Arrival } from '../reception.ts'
import { hasAck, hasFin, hasRst, hasSyn } from '../segment.ts'
import { add } from '../seq.ts'
import type { ListenTcb, SynArrivedTcb } from '../tcb.ts'
import { note, owe, stop } from './arrival.ts'

/** §3.10.7.2: first RST, second ACK, third SYN, fourth anything else. */
export function receiveListen(arrival: Arrival, tcb: ListenTcb): void {
  const { segment } = arrival
  // First: a RST is ignored, since it cannot be for anything this end has sent.
  if (hasRst(segment)) {
    stop(arrival, 'listen-rst', 'dropped')
    return
  }
  // Second: any acknowledgement is bad in LISTEN, nothing has been sent: <SEQ=SEG.ACK><CTL=RST>.
  if (hasAck(segment)) {
    owe(arrival, 'reset-no-connection', resetFor(segment))
    stop(arrival, 'listen-ack', 'reset')
    return
  }
  // Third: a SYN opens. Kernel difference: Linux drops SYN,FIN (policy likeLinux).
  if (hasSyn(segment) && !(tcb.policy.likeLinux && hasFin(segment))) {
    listenerTakesSyn(arrival, tcb)
    stop(arrival, 'listen-syn', 'accepted')
    return
  }
  // Fourth: not even this should be reached; drop.
  stop(arrival, 'listen-other', 'dropped')
}

/**
 * RCV.NXT ← SEG.SEQ + 1, IRS ← SEG.SEQ. ISS is chosen by the SYN,ACK, which the student sends: until then the
 * state is SYN-RECEIVED without an ISS. Text and FIN on the SYN are kept for later.
 */
export function listenerTakesSyn(
  arrival: Arrival,
  tcb: Pick<ListenTcb, 'policy' | 'calls' | 'owed' | 'isn' | 'past'> & { state: 'LISTEN' | 'TIME-WAIT' },
): void {
  const { segment } = arrival
  const nxt = afterSyn(segment)
  const wnd = tcb.policy.receiveBuffer
  const because = tcb.state === 'LISTEN' ? 'syn-arrived' : 'new-syn-in-time-wait'
  const taken: SynArrivedTcb = {
    state: 'SYN-RECEIVED',
    policy: tcb.policy,
    calls: tcb.calls,
    owed: tcb.owed,
    isn: tcb.isn,
    past: tcb.past,
    arrival: segment,
    news: true,
    iss: null,
    irs: segment.seq,
    rcv: { nxt, wnd },
    peer: segment,
    early: segment.text !== '' && !tcb.policy.likeLinux ? [{ seq: nxt, text: segment.text }] : [],
    earlyFin: hasFin(segment) && !tcb.policy.likeLinux ? add(nxt, segment.text.length) : null,
  }
  arrival.tcb = taken
  note(arrival, 'state', tcb.state, 'SYN-RECEIVED', because)
  note(arrival, 'IRS', null, segment.seq, because)
  note(arrival, 'RCV.NXT', null, nxt, because)
  note(arrival, 'RCV.WND', null, wnd, because)
  owe(arrival, 'acknowledge-syn', synAck(tcb.isn ?? 0, nxt, Math.min(wnd, 65_535)))
}
