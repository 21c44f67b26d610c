import { acknowledgement, afterSyn, resetFor, synAck } from '../owe.ts'
import type { Arrival } from '../reception.ts'
import { hasAck, hasRst, hasSyn } from '../segment.ts'
import { gt, leq } from '../seq.ts'
import { enterClosed, freshRetransmission, synchronize } from '../synchronize.ts'
import type { SynchronizedTcb, SynSentTcb } from '../tcb.ts'
import { note, owe, stop } from './arrival.ts'
import { takeTextAndFin } from './eighth-fin.ts'

/** §3.10.7.3: first ACK, second RST, (third security: not taught,) fourth SYN, fifth anything else. */
export function receiveSynSent(arrival: Arrival, tcb: SynSentTcb): void {
  const { segment } = arrival
  const { iss, snd } = tcb
  const ack = hasAck(segment)
  // First: SEG.ACK =< ISS or SEG.ACK > SND.NXT answers some other SYN: <SEQ=SEG.ACK><CTL=RST>, unless it is a RST.
  if (ack && (leq(segment.ack, iss) || gt(segment.ack, snd.nxt))) {
    if (hasRst(segment)) {
      stop(arrival, 'syn-sent-ack', 'dropped')
      return
    }
    owe(arrival, 'reset-unacceptable-ack', resetFor(segment))
    stop(arrival, 'syn-sent-ack', 'reset')
    return
  }
  // Second: a RST counts only with an acceptable ACK (§3.5.3); then the connection is refused.
  if (hasRst(segment)) {
    if (!ack) {
      stop(arrival, 'syn-sent-rst', 'dropped')
      return
    }
    arrival.tcb = enterClosed(tcb)
    note(arrival, 'state', 'SYN-SENT', 'CLOSED', 'rst-arrived')
    arrival.signals.push({ type: 'connection-refused' })
    stop(arrival, 'syn-sent-rst', 'accepted')
    return
  }
  // Fifth: neither SYN nor RST: drop.
  if (!hasSyn(segment)) {
    stop(arrival, 'syn-sent-other', 'dropped')
    return
  }
  // Fourth: a SYN.
  const because = ack ? 'syn-ack-arrived' : 'syn-arrived'
  const nxt = afterSyn(segment)
  const established = ack // first made sure that ISS < SEG.ACK =< SND.NXT
  const next: SynchronizedTcb = {
    ...synchronize({
      tcb,
      iss,
      irs: segment.seq,
      peer: segment,
      offer: tcb.offer,
      passive: false,
      sent: tcb.sent,
      una: ack ? segment.ack : snd.una,
      nxt: snd.nxt,
      state: established ? 'ESTABLISHED' : 'SYN-RECEIVED',
      synLost: tcb.retransmission.count > 0,
    }),
    retransmission: freshRetransmission(tcb.policy.rto, tcb.retransmission.epoch + 1),
  }
  arrival.tcb = next
  note(arrival, 'state', 'SYN-SENT', next.state, because)
  note(arrival, 'IRS', null, segment.seq, because)
  note(arrival, 'RCV.NXT', null, nxt, because)
  note(arrival, 'RCV.WND', null, next.rcv.wnd, because)
  if (ack) note(arrival, 'SND.UNA', snd.una, segment.ack, 'ack-of-syn')
  note(arrival, 'SND.WND', snd.wnd, next.snd.wnd, 'window-update')
  if (established) {
    arrival.signals.push({ type: 'connection-established' })
    owe(arrival, 'acknowledge-syn-ack', acknowledgement(next))
    stop(arrival, 'syn-sent-syn', 'accepted')
    // "If there are other controls or text in the segment, then continue processing at the sixth step."
    if (!tcb.policy.likeLinux) takeTextAndFin(arrival as Arrival<SynchronizedTcb>)
    arrival.step = 'syn-sent-syn'
    return
  }
  // Otherwise enter SYN-RECEIVED: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>, text and FIN are kept until ESTABLISHED.
  owe(arrival, 'acknowledge-syn', synAck(iss, nxt, tcb.offer.window))
  stop(arrival, 'syn-sent-syn', 'accepted')
}
