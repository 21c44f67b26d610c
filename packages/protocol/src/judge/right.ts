import { isAcceptable, isTooOld } from '../acceptable.ts'
import { sendWindow } from '../congested.ts'
import { openingMss, sendMss } from '../mss.ts'
import { isResetReason, owedCookie, sameReset, scaled } from '../owe.ts'
import { fillsHole, isSacked } from '../sack/scoreboard.ts'
import { ACK, FIN, RST, type Segment, SYN } from '../segment.ts'
import { add, diff, isSeq, type Seq } from '../seq.ts'
import { isSynArrived, type SynArrivedTcb, type SynchronizedTcb, type SynSentTcb, type Tcb } from '../tcb.ts'
import { isUnpredictable } from '../unpredictable.ts'

/**
 * Whether `segment` is what its sender's own state called for: the positive definition. What it does not
 * accept, the rules beside this file explain.
 */
export function isRight(tcb: Tcb, segment: Segment): boolean {
  if (!isWritable(segment)) return false
  const { flags } = segment
  if (flags & RST) return (flags & (SYN | FIN)) === 0 && segment.text === '' && rightReset(tcb, segment)
  if ((flags & (SYN | FIN)) === (SYN | FIN)) return false
  switch (tcb.state) {
    case 'CLOSED':
    case 'LISTEN':
      return rightOpening(tcb, segment)
    case 'SYN-SENT':
      return rightSynAgain(tcb, segment)
    default:
      return isSynArrived(tcb) ? rightSynAck(tcb, segment) : rightSynchronized(tcb as SynchronizedTcb, segment)
  }
}

/** The fields can be written into a header. */
const isWritable = (segment: Segment): boolean =>
  isSeq(segment.seq) && isSeq(segment.ack) && (segment.window & 0xffff) === segment.window

/** A RST answers what is owed one, or carries out an ABORT at exactly SND.NXT (§3.10.5). */
function rightReset(tcb: Tcb, segment: Segment): boolean {
  for (const debt of tcb.owed) if (isResetReason(debt.reason) && sameReset(segment, debt.reply)) return true
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN' || tcb.state === 'SYN-SENT') return false
  // A hand-made end may refuse the SYN after all, in the form that SYN-SENT believes (§3.5.3).
  if (isSynArrived(tcb)) return !tcb.calls.explicit && (segment.flags & ACK) !== 0 && segment.ack === tcb.rcv.nxt
  const whole = tcb as SynchronizedTcb
  if (tcb.calls.explicit && !tcb.calls.abort) return false
  return exactReset(whole, segment)
}

const exactReset = (tcb: SynchronizedTcb, segment: Segment): boolean =>
  (segment.seq === tcb.snd.nxt || isAtShrunkEdge(tcb, segment.seq)) &&
  ((segment.flags & ACK) === 0 || segment.ack === tcb.rcv.nxt)

/**
 * Where the peer has taken back window it had offered, a recorded kernel's ACKs and RSTs have the last number that
 * still lies in it, so that the peer finds them acceptable.
 */
const isAtShrunkEdge = ({ policy, calls, snd }: SynchronizedTcb, seq: Seq): boolean =>
  !policy.judgesTiming && calls.explicit && diff(seq, snd.nxt) < 0 && seq === add(snd.una, snd.wnd)

/** The opening SYN: SYN alone, any ISN but a guessable one, asked for by the application; a refusal goes first. */
function rightOpening(tcb: Extract<Tcb, { state: 'CLOSED' | 'LISTEN' }>, segment: Segment): boolean {
  if ((segment.flags & (SYN | ACK)) !== SYN) return false
  if (!isUnpredictable(tcb, segment.seq)) return false
  const { calls } = tcb
  if (!calls.explicit) return true
  // §3.10.2: SEND in LISTEN changes the connection from passive to active.
  if (!calls.open && !(tcb.state === 'LISTEN' && calls.text !== '')) return false
  return segment.text.length <= openingMss(tcb.policy) && calls.text.startsWith(segment.text)
}

/** SYN-SENT: the same SYN once more, after its time. */
function rightSynAgain(tcb: SynSentTcb, segment: Segment): boolean {
  if ((segment.flags & (SYN | ACK)) !== SYN || segment.seq !== tcb.iss) return false
  if (!tcb.sent.startsWith(segment.text)) return false
  return tcb.retransmission.due || !tcb.policy.judgesTiming
}

/** A listener's answer: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>. */
function rightSynAck(tcb: SynArrivedTcb, segment: Segment): boolean {
  if ((segment.flags & (SYN | ACK)) !== (SYN | ACK)) return false
  if (segment.ack !== tcb.rcv.nxt || segment.text !== '') return false
  const cookie = owedCookie(tcb)
  if (cookie !== undefined) return segment.seq === cookie.reply.seq
  return (tcb.calls.explicit || segment.seq !== tcb.irs) && isUnpredictable(tcb, segment.seq)
}

function rightSynchronized(tcb: SynchronizedTcb, segment: Segment): boolean {
  const { flags } = segment
  if (!(flags & ACK)) return false
  if (segment.ack !== tcb.rcv.nxt && !isBuiltBefore(tcb, segment)) return false
  if (flags & SYN) return rightSynAckAgain(tcb, segment)
  // §3.10.7.3: what a SYN at a simultaneous open is owed is a SYN,ACK, neither an ACK nor a FIN.
  if (tcb.state === 'SYN-RECEIVED' && tcb.owed.some(({ reason }) => reason === 'acknowledge-syn')) return false
  // A recorded call is under way for a while: an ACK, or a repetition, may still come between it and its RST.
  if (tcb.calls.abort && tcb.calls.explicit && tcb.policy.judgesTiming) return false
  if (segment.text === '' && !(flags & FIN)) return rightPureAck(tcb, segment)
  return rightTextOrFin(tcb, segment)
}

/**
 * A repetition that a recorded TCP built while the arrival that caused it was still being taken in, or new text while
 * something older is outstanding: it carries the acknowledgement of just before. In play a segment is chosen after the
 * arrival, so there is no such excuse.
 */
const isBuiltBefore = (tcb: SynchronizedTcb, segment: Segment): boolean =>
  !tcb.policy.judgesTiming &&
  tcb.calls.explicit &&
  segment.ack === tcb.acked &&
  tcb.owed.length > 0 &&
  (segment.text !== '' || (segment.flags & FIN) !== 0) &&
  (diff(add(segment.seq, segment.text.length), tcb.snd.nxt) <= 0
    ? segment.seq !== tcb.snd.nxt
    : segment.seq === tcb.snd.nxt && tcb.snd.una !== tcb.snd.nxt)

/** SYN-RECEIVED (and what follows it while our SYN is not acknowledged): the SYN,ACK, with its old number. */
function rightSynAckAgain(tcb: SynchronizedTcb, segment: Segment): boolean {
  if (tcb.snd.una !== tcb.iss || segment.seq !== tcb.iss || segment.text !== '' || segment.flags & FIN) return false
  return !tcb.policy.judgesTiming || tcb.retransmission.due || tcb.owed.length > 0
}

/** An ACK with the present numbers: when one is owed, or the window changed, or as a probe. */
function rightPureAck(tcb: SynchronizedTcb, segment: Segment): boolean {
  const { una, nxt, wnd } = tcb.snd
  if (segment.seq === nxt || isAtShrunkEdge(tcb, segment.seq)) {
    if (!tcb.policy.judgesTiming || tcb.owed.length > 0 || scaled(segment.window, tcb.rcvScale) !== tcb.rcv.wnd)
      return true
    return isBeyondLimit(tcb)
  }
  // Zero-window and keep-alive probes of real stacks are empty and one below SND.NXT (§3.8.4; kernel difference 10).
  if (segment.seq !== add(nxt, -1) || una !== nxt) return false
  // A recorded kernel may leave a debt unpaid: its challenge ACKs are limited in rate (RFC 5961 §7).
  if (tcb.owed.length > 0 && (tcb.policy.judgesTiming || !tcb.calls.explicit)) return false
  if (wnd === 0 && (!tcb.policy.judgesTiming || tcb.probe)) return true
  return tcb.fin === null && tcb.policy.keepAlive !== null && (!tcb.policy.judgesTiming || tcb.keepAliveDue)
}

/**
 * RFC 5961 §7 suggests its limit, as a SHOULD whose number is the sender's own: one challenge ACK more is not called for, and
 * not wrong, whichever of §3 to §5 it answers.
 */
function isBeyondLimit(tcb: SynchronizedTcb): boolean {
  const { arrival, policy, rcv } = tcb
  // up to the limit it would be owed
  if (policy.challengeAcks === null || arrival === null) return false
  // §4: "irrespective of the sequence number"; one that opened anything, or was the old one, is owed its answer.
  if ((arrival.flags & (SYN | RST)) === SYN) return true
  if (!isAcceptable(arrival, rcv.nxt, rcv.wnd)) return false
  return arrival.flags & RST ? arrival.seq !== rcv.nxt : (arrival.flags & ACK) !== 0 && isTooOld(tcb, arrival.ack)
}

function rightTextOrFin(tcb: SynchronizedTcb, segment: Segment): boolean {
  const { flags, text, seq } = segment
  const { una, nxt, wnd } = tcb.snd
  const { calls, policy } = tcb
  if (tcb.state === 'TIME-WAIT') return false
  const from = diff(seq, add(tcb.iss, 1))
  if (from < 0) return false
  const old = diff(nxt, seq)
  if (old < 0) return false
  if (text.length > sendMss(tcb)) return false
  const finAt = tcb.fin
  const end = add(seq, text.length)
  const inQueue = finAt === null ? old : Math.max(0, diff(finAt, seq))
  const again = Math.min(text.length, inQueue)
  // What is sent again is what was sent before.
  if (again > 0 && !sameText(tcb.sent, from, text, again)) return false
  const whole = add(end, flags & FIN ? 1 : 0)
  // RFC 2018 §5: what the peer has reported is skipped when anything is sent again.
  if (policy.judgesTiming && isSacked(tcb, diff(una, seq) > 0 ? una : seq, whole)) return false
  const fresh = text.length - again
  // Sending again and going on in one segment: not from what is acknowledged already, nor before its time.
  if (again > 0 && fresh > 0 && (diff(una, seq) > 0 || (policy.judgesTiming && !tcb.retransmission.due))) return false
  if (fresh > 0) {
    if (finAt !== null || !maySendText(tcb)) return false
    if (calls.explicit && !calls.text.startsWith(again === 0 ? text : text.slice(again))) return false
    const room = diff(add(una, sendWindow(tcb)), end)
    if (room < 0 && !(wnd === 0 && fresh === 1 && again === 0 && una === nxt && (tcb.probe || !policy.judgesTiming)))
      return false
    if (tcb.retransmission.due && again === 0 && policy.judgesTiming) return false
  }
  if (flags & FIN) {
    if (finAt !== null) {
      if (end !== finAt) return false
    } else {
      if (diff(end, nxt) < 0) return false
      if (!maySendFin(tcb)) return false
      if (calls.explicit && (!calls.close || calls.text.length > fresh)) return false
      if (tcb.retransmission.due && again === 0 && policy.judgesTiming) return false
    }
  }
  // Nothing new in it: then its time must have come.
  const isNew = fresh > 0 || ((flags & FIN) !== 0 && finAt === null)
  if (isNew) return true
  // A FIN that has been acknowledged is not sent again.
  if (finAt !== null && flags & FIN && diff(una, finAt) > 0) return false
  if (!policy.judgesTiming) return true
  if (!tcb.retransmission.due) return false
  return tcb.sack?.recovery ? fillsHole(tcb, seq, whole) : diff(una, seq) >= 0 && diff(whole, una) > 0
}

/** Compares without copying: `text`'s first `count` bytes against `sent` from `from`. */
const sameText = (sent: string, from: number, text: string, count: number): boolean =>
  count === text.length ? sent.startsWith(text, from) : sent.startsWith(text.slice(0, count), from)

const maySendText = (tcb: SynchronizedTcb): boolean =>
  tcb.state === 'ESTABLISHED' || tcb.state === 'CLOSE-WAIT' || isFinQueued(tcb)

/** CLOSE has changed the state already, and its FIN waits behind text (§3.10.4). */
const isFinQueued = ({ fin, calls, policy }: SynchronizedTcb): boolean =>
  policy.likeLinux && calls.close && fin === null

/** §3.10.4: from SYN-RECEIVED ("form a FIN segment and send it"), ESTABLISHED and CLOSE-WAIT. */
const maySendFin = (tcb: SynchronizedTcb): boolean =>
  tcb.state === 'SYN-RECEIVED' || tcb.state === 'ESTABLISHED' || tcb.state === 'CLOSE-WAIT' || isFinQueued(tcb)
