import { onWire } from './on-wire.ts'
import { owedCookie, scaled, settle } from './owe.ts'
import { listening } from './receive/syn-arrived.ts'
import { hole, sentAgain } from './sack/scoreboard.ts'
import { FIN, hasAck, hasRst, hasSyn, type Segment, SYN, seqEnd } from './segment.ts'
import { add, diff, geq, leq, lt, type Seq } from './seq.ts'
import { enterClosed, freshRetransmission, synchronize } from './synchronize.ts'
import { type Calls, isSynArrived, type SynArrivedTcb, type SynchronizedTcb, type SynSentTcb, type Tcb } from './tcb.ts'

/**
 * The TCB after `segment` has left. It assumes that the segment was judged right; a wrong one changes what its
 * sender may still believe after it, and never throws.
 */
export function send(tcb: Tcb, leaving: Segment): Tcb {
  const segment = onWire(leaving)
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') return sendWithoutConnection(tcb, segment)
  if (tcb.state === 'SYN-SENT') return sendInSynSent(tcb, segment)
  if (isSynArrived(tcb)) return answerSyn(tcb, segment)
  return sendSynchronized(tcb as SynchronizedTcb, segment)
}

function sendWithoutConnection(tcb: Extract<Tcb, { state: 'CLOSED' | 'LISTEN' }>, segment: Segment): Tcb {
  if (hasRst(segment) || !hasSyn(segment)) return { ...tcb, owed: settle(tcb, segment, false), arrival: null }
  // RFC 4987 §3.6: the listener answers a SYN and keeps nothing of it.
  if (hasAck(segment) && owedCookie(tcb)) return { ...tcb, owed: settle(tcb, segment, true), arrival: null }
  // Active OPEN (§3.10.1), or SEND in LISTEN (§3.10.2): the SYN chooses ISS. SND.UNA = ISS, SND.NXT = ISS + 1.
  return {
    state: 'SYN-SENT',
    policy: tcb.policy,
    calls: { ...tcb.calls, open: false, text: tcb.calls.text.slice(segment.text.length) },
    owed: [],
    isn: tcb.isn,
    past: tcb.past,
    arrival: null,
    news: false,
    iss: segment.seq,
    snd: { una: segment.seq, nxt: add(segment.seq, 1 + segment.text.length), wnd: 0, wl1: 0, wl2: 0 },
    offer: { window: segment.window, options: segment.options ?? null },
    sent: segment.text,
    retransmission: freshRetransmission(tcb.policy.rto, 0),
  }
}

function sendInSynSent(tcb: SynSentTcb, segment: Segment): Tcb {
  const owed = settle(tcb, segment, false)
  if (hasSyn(segment) && segment.seq === tcb.iss) {
    const { retransmission } = tcb
    return {
      ...tcb,
      owed,
      arrival: null,
      retransmission: { ...retransmission, due: false, epoch: retransmission.epoch + 1 },
    }
  }
  // Once something that was not meant for this SYN has been refused, the SYN goes out again at once: its peer is
  // free for it now (Figures 8 and 9; Linux waits 10 ms).
  const refused = owed !== tcb.owed && hasRst(segment)
  const retransmission = refused ? { ...tcb.retransmission, due: true } : tcb.retransmission
  return { ...tcb, owed, arrival: null, retransmission }
}

function answerSyn(tcb: SynArrivedTcb, segment: Segment): Tcb {
  if (hasRst(segment)) {
    // §3.5.2, group 2: a RST owed to an unacceptable ACK leaves the request as it was; any other refuses it.
    const owed = settle(tcb, segment, false)
    return owed === tcb.owed ? listening(tcb) : { ...tcb, owed, arrival: null }
  }
  if (!hasSyn(segment)) return { ...tcb, arrival: null }
  const answered = synchronize({
    tcb: { ...tcb, owed: settle(tcb, segment, true) },
    iss: segment.seq,
    irs: tcb.irs,
    peer: tcb.peer,
    offer: { window: segment.window, options: segment.options ?? null },
    passive: true,
    sent: segment.text,
    una: segment.seq,
    nxt: add(segment.seq, 1 + segment.text.length),
    state: 'SYN-RECEIVED',
    synLost: false,
  })
  return { ...answered, early: tcb.early, earlyFin: tcb.earlyFin, arrival: null }
}

function sendSynchronized(tcb: SynchronizedTcb, segment: Segment): Tcb {
  if (hasRst(segment)) {
    const owed = settle(tcb, segment, false)
    // A RST that was owed to something unacceptable leaves the connection alone; any other aborts it (§3.10.5).
    if (owed !== tcb.owed) return { ...tcb, owed, arrival: null }
    // One with another number is not the ABORT it was meant to be: the peer will not believe it.
    return segment.seq === tcb.snd.nxt ? { ...enterClosed(tcb), arrival: null } : { ...tcb, arrival: null }
  }
  const acknowledges = hasAck(segment) && segment.ack === tcb.rcv.nxt
  const owed = settle(tcb, segment, acknowledges)
  const { flags, text } = segment
  const { snd } = tcb
  const windowed = flags & SYN ? segment.window : scaled(segment.window, tcb.rcvScale)
  let { calls, sent, fin, queue, state, retransmission } = tcb
  let nxt = snd.nxt
  const first = flags & SYN ? add(segment.seq, 1) : segment.seq
  const textEnd = add(first, text.length)
  const old = diff(nxt, first)
  // New text continues at SND.NXT, perhaps behind bytes that are sent again in the same segment.
  if (text !== '' && fin === null && old >= 0 && old < text.length && !(flags & SYN)) {
    const fresh = old === 0 ? text : text.slice(old)
    sent += fresh
    calls = takeFromApplication(calls, fresh.length)
    if (nxt === snd.una) retransmission = { ...retransmission, epoch: retransmission.epoch + 1 }
    nxt = textEnd
  }
  const again = leq(segment.seq, snd.una) && seqEnd(segment) !== segment.seq && snd.una !== snd.nxt
  if (flags & FIN && fin === null && textEnd === nxt && !(flags & SYN)) {
    fin = nxt
    nxt = add(nxt, 1)
    if (snd.una === snd.nxt) retransmission = { ...retransmission, epoch: retransmission.epoch + 1 }
    if (calls.close) calls = { ...calls, close: false }
    if (state === 'ESTABLISHED' || state === 'SYN-RECEIVED') state = 'FIN-WAIT-1'
    else if (state === 'CLOSE-WAIT') state = 'LAST-ACK'
  }
  if (nxt !== snd.nxt) queue = queue.length === 0 ? [nxt] : [...queue, nxt]
  if (again && geq(seqEnd(segment), snd.una))
    retransmission = { ...retransmission, due: false, epoch: retransmission.epoch + 1 }
  const after: SynchronizedTcb = {
    ...tcb,
    state,
    calls,
    owed,
    arrival: null,
    sent,
    queue,
    fin,
    snd: nxt === snd.nxt ? snd : { ...snd, nxt },
    rcv: windowed === tcb.rcv.wnd ? tcb.rcv : { nxt: tcb.rcv.nxt, wnd: windowed },
    acked: acknowledges ? segment.ack : tcb.acked,
    retransmission,
    probe: false,
    ackNow: tcb.ackNow && !acknowledges,
    keepAliveDue: false,
    unanswered: tcb.keepAliveDue && segment.seq === add(snd.nxt, -1) ? tcb.unanswered + 1 : tcb.unanswered,
    epochs: {
      ...tcb.epochs,
      idle: tcb.epochs.idle + 1,
      persist: tcb.probe ? tcb.epochs.persist + 1 : tcb.epochs.persist,
    },
  }
  return tcb.sack?.recovery ? refilling(after, segment, snd.nxt) : after
}

/** RFC 2018 §5: what has been sent again is no longer due, and what else the peer lacks is, at once. */
function refilling(tcb: SynchronizedTcb, segment: Segment, before: Seq): SynchronizedTcb {
  const end = seqEnd(segment)
  if (tcb.sack === null || end === segment.seq || !lt(segment.seq, before)) return tcb
  const from = lt(segment.seq, tcb.snd.una) ? tcb.snd.una : segment.seq
  const after = { ...tcb, sack: sentAgain(tcb.sack, from, lt(end, before) ? end : before) }
  const { retransmission } = tcb
  return { ...after, retransmission: { ...retransmission, due: hole(after) !== null, epoch: retransmission.epoch + 1 } }
}

const takeFromApplication = (calls: Calls, count: number): Calls =>
  calls.text === '' ? calls : { ...calls, text: calls.text.slice(count) }
