import { isAcceptable, trimmed } from '../acceptable.ts'
import { acknowledgement, resetFor, scaled } from '../owe.ts'
import type { Arrival, ChangeReason } from '../reception.ts'
import { hasAck, hasFin, hasRst, hasSyn, type Segment, seqEnd, seqLength } from '../segment.ts'
import { add, diff, geq, gt, leq, lt, type Seq } from '../seq.ts'
import { enterClosed, NOTHING_QUEUED } from '../synchronize.ts'
import type { EarlyText, State, SynchronizedState, SynchronizedTcb } from '../tcb.ts'
import { note, owe, own, stop } from './arrival.ts'
import { listenerTakesSyn } from './listen.ts'
import { backToListen } from './syn-arrived.ts'

type Synchronized = Arrival<SynchronizedTcb>

/** One step of §3.10.7.4; true when the segment goes no further. */
type Check = (arrival: Synchronized) => boolean

/** The checks of RFC 9293 §3.10.7.4, in the RFC's order. Third (security) is not taught. */
const CHECKS: readonly Check[] = [checkSequence, checkRst, checkSyn, checkAck, checkUrg, takeText, takeFin]

/** §3.10.7.4: SYN-RECEIVED and all states after it. */
export function receiveSynchronized(arrival: Synchronized): void {
  for (const check of CHECKS) if (check(arrival)) return
}

/** The sixth to eighth steps alone, for the SYN,ACK of §3.10.7.3 that carries text. */
export function takeTextAndFin(arrival: Synchronized): void {
  if (!takeText(arrival)) takeFin(arrival)
}

/** First: is it acceptable (Table 6)? If not, ACK with the present numbers unless it is a RST, and drop. */
function checkSequence(arrival: Synchronized): boolean {
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
  owe(arrival, hasSyn(segment) && tcb.policy.rfc5961 ? 'challenge-ack' : 'acknowledge-duplicate', acknowledgement(tcb))
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

/**
 * SND.UNA < SEG.ACK =< SND.NXT does not hold. Kernel difference: in a simultaneous open Linux takes SND.UNA itself.
 */
const badHandshakeAck = (tcb: SynchronizedTcb, ack: Seq): boolean =>
  gt(ack, tcb.snd.nxt) || (tcb.policy.likeLinux && !tcb.passive ? lt(ack, tcb.snd.una) : !gt(ack, tcb.snd.una))

/**
 * Kernel difference: in FIN-WAIT-2 after close() Linux keeps a lesser socket, which looks at no acknowledgement,
 * ends at any RST in the window, and is reset by a SYN.
 */
const isLesser = ({ policy, calls, state }: SynchronizedTcb): boolean =>
  policy.likeLinux && calls.gone && state === 'FIN-WAIT-2'

/** The segment ends at or above what this end acknowledged last, and begins within what it offered then. */
const endsWhereAcknowledged = ({ segment, tcb }: Synchronized): boolean =>
  !(tcb.state === 'SYN-RECEIVED' && tcb.passive) &&
  geq(seqEnd(segment), tcb.acked) &&
  leq(segment.seq, add(tcb.acked, tcb.rcv.wnd))

/** Second: RST. In the window it counts only at exactly RCV.NXT, elsewhere it is challenged (RFC 5961 §3). */
function checkRst(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  if (!hasRst(segment)) return false
  // Any RST in the window ends Linux's lesser socket.
  if (tcb.policy.rfc5961 && segment.seq !== tcb.rcv.nxt && !isLesser(tcb) && !endsTheEarly(tcb, segment.seq)) {
    owe(arrival, 'challenge-ack', acknowledgement(tcb))
    return stop(arrival, 'second-rst', 'dropped')
  }
  return reset(arrival)
}

/** Kernel difference: with SACK Linux also believes a RST that directly follows the last text it keeps beyond a gap. */
function endsTheEarly({ policy, sack, early, earlyFin }: SynchronizedTcb, seq: Seq): boolean {
  if (!policy.likeLinux || !sack) return false
  const last = early.at(-1)
  if (earlyFin !== null) return seq === add(earlyFin, 1)
  return last !== undefined && seq === add(last.seq, last.text.length)
}

/** The connection is reset, or refused, or its request forgotten. */
function reset(arrival: Synchronized): true {
  const { tcb } = arrival
  if (tcb.state === 'SYN-RECEIVED') {
    if (tcb.passive) backToListen(arrival as Arrival, tcb, 'rst-arrived')
    else {
      enter(arrival, 'CLOSED', 'rst-arrived')
      arrival.signals.push({ type: 'connection-refused' })
    }
    return stop(arrival, 'second-rst', 'accepted')
  }
  const orderly = tcb.state === 'CLOSING' || tcb.state === 'LAST-ACK' || tcb.state === 'TIME-WAIT'
  enter(arrival, 'CLOSED', 'rst-arrived')
  // "Any outstanding RECEIVEs and SEND should receive 'reset' responses" before the close was complete.
  arrival.signals.push({ type: orderly ? 'connection-closed' : 'connection-reset' })
  return stop(arrival, 'second-rst', 'accepted')
}

/** Fourth: SYN. In SYN-RECEIVED a passive OPEN returns to LISTEN; later it is challenged (RFC 5961 §4). */
function checkSyn(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  if (!hasSyn(segment)) return false
  if (tcb.state === 'SYN-RECEIVED' && tcb.passive) {
    // The SYN that was taken already, with more behind it: what lies before the window is cut off.
    if (segment.seq === tcb.irs) {
      owe(arrival, 'acknowledge-duplicate', acknowledgement(tcb))
      return false
    }
    backToListen(arrival as Arrival, tcb, 'syn-in-syn-received')
    // Kernel difference: Linux answers with RST,ACK first.
    if (tcb.policy.likeLinux) {
      owe(arrival, 'reset-no-connection', resetFor(segment))
      return stop(arrival, 'fourth-syn', 'reset')
    }
    return stop(arrival, 'fourth-syn', 'dropped')
  }
  if (reopens(arrival)) return true
  if (isLesser(tcb) && lt(segment.seq, tcb.rcv.nxt)) return stop(arrival, 'fourth-syn', 'dropped')
  if (tcb.policy.rfc5961 && !isLesser(tcb)) {
    owe(arrival, 'challenge-ack', acknowledgement(tcb))
    return stop(arrival, 'fourth-syn', 'dropped')
  }
  // RFC 793, and RFC 9293 without RFC 5961: an error; reset.
  enter(arrival, 'CLOSED', 'rst-arrived')
  owe(arrival, 'reset-unacceptable-ack', resetFor(segment))
  arrival.signals.push({ type: 'connection-reset' })
  return stop(arrival, 'fourth-syn', 'reset')
}

/** §3.6.1, MAY-2: in TIME-WAIT a SYN with a higher number may open the next connection at an end that listens. */
function reopens(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  if (tcb.state !== 'TIME-WAIT' || !tcb.passive || !hasSyn(segment) || hasAck(segment) || hasRst(segment)) return false
  // RFC 6191: a later timestamp tells the new connection from the old as well as a higher number does.
  const stamp = segment.options?.timestamps
  const later = tcb.tsRecent !== null && stamp !== undefined && gt(stamp.value, tcb.tsRecent)
  if (!gt(segment.seq, tcb.rcv.nxt) && !later) return false
  // Linux gives up TIME-WAIT for it, and its listener then drops SYN,FIN.
  if (tcb.policy.likeLinux && hasFin(segment)) {
    enter(arrival, 'CLOSED', 'new-syn-in-time-wait')
    return stop(arrival, 'fourth-syn', 'dropped')
  }
  listenerTakesSyn(arrival as Arrival, { ...enterClosed(tcb), state: 'TIME-WAIT' })
  return stop(arrival, 'fourth-syn', 'accepted')
}

/** Fifth: the ACK field. */
function checkAck(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  const { una, nxt } = tcb.snd
  if (!hasAck(segment)) return stop(arrival, 'fifth-ack', 'dropped')
  if (isLesser(tcb)) return false
  if (tcb.state === 'SYN-RECEIVED') {
    // SND.UNA < SEG.ACK =< SND.NXT enters ESTABLISHED; otherwise <SEQ=SEG.ACK><CTL=RST>.
    if (badHandshakeAck(tcb, segment.ack)) {
      owe(arrival, 'reset-unacceptable-ack', resetFor(segment))
      return stop(arrival, 'fifth-ack', 'reset')
    }
    enter(arrival, 'ESTABLISHED', 'ack-of-syn')
    arrival.signals.push({ type: 'connection-established' })
    takeWindow(arrival, scaled(segment.window, tcb.sndScale))
  } else {
    // SEG.ACK > SND.NXT acknowledges something not yet sent: ACK, drop.
    if (gt(segment.ack, nxt)) {
      owe(arrival, 'acknowledge-unsent', acknowledgement(tcb))
      return stop(arrival, 'fifth-ack', 'dropped')
    }
    // RFC 5961 §5: older than SND.UNA − MAX.SND.WND is challenged.
    if (tcb.policy.rfc5961 && lt(segment.ack, add(una, -oldestAck(tcb)))) {
      owe(arrival, 'challenge-ack', acknowledgement(tcb))
      return stop(arrival, 'fifth-ack', 'dropped')
    }
  }
  const waits = tcb.state === 'TIME-WAIT'
  rememberTimestamp(arrival)
  acknowledge(arrival)
  if (waits) acknowledgeInTimeWait(arrival)
  return afterAcknowledgement(arrival)
}

/**
 * Fifth, TIME-WAIT: "Acknowledge it, and restart the 2 MSL timeout." An ACK that says exactly what both ends know
 * (FreeBSD and Linux agree) wants no answer: two ends in TIME-WAIT would answer each other for ever.
 */
function acknowledgeInTimeWait(arrival: Synchronized): void {
  const { segment, tcb } = arrival
  restartTimeWait(arrival)
  const isKnown = seqLength(segment) === 0 && segment.seq === tcb.rcv.nxt && segment.ack === tcb.snd.nxt
  if (!isKnown) owe(arrival, 'acknowledge-duplicate', acknowledgement(tcb))
}

/**
 * How far below SND.UNA an acknowledgement may lie: MAX.SND.WND. Kernel difference: nor below everything that was ever
 * acknowledged (bytes_acked), which counts the SYN at an active opener only.
 */
function oldestAck({ iss, maxWnd, passive, policy, snd }: SynchronizedTcb): number {
  if (!policy.likeLinux) return maxWnd
  return Math.min(maxWnd, Math.max(0, diff(snd.una, iss) - (passive ? 1 : 0)))
}

/** RFC 7323 §4.3, (2): TS.Recent is the timestamp of what reaches up to the number acknowledged last. */
function rememberTimestamp(arrival: Synchronized): void {
  const { segment, tcb } = arrival
  const stamp = segment.options?.timestamps
  if (tcb.tsRecent === null || stamp === undefined) return
  if (gt(stamp.value, tcb.tsRecent) && leq(segment.seq, tcb.acked)) own(arrival).tsRecent = stamp.value
}

/** SND.UNA, the retransmission queue and SND.WND: what ESTABLISHED does and all later states do too. */
function acknowledge(arrival: Synchronized): void {
  const { segment, tcb } = arrival
  const { una, wl1, wl2 } = tcb.snd
  if (gt(segment.ack, una)) {
    const because: ChangeReason =
      tcb.fin !== null && gt(segment.ack, tcb.fin)
        ? 'ack-of-fin'
        : una === tcb.iss && segment.ack === add(una, 1)
          ? 'ack-of-syn'
          : 'ack-of-text'
    const after = own(arrival)
    after.snd = { ...tcb.snd, una: segment.ack }
    after.queue = behind(tcb.queue, segment.ack)
    after.retransmission = {
      rto: tcb.policy.rto,
      epoch: tcb.retransmission.epoch + 1,
      due: false,
      count: 0,
      duplicates: 0,
    }
    after.probe = false
    note(arrival as Arrival, 'SND.UNA', una, segment.ack, because)
  } else if (
    // RFC 5681 §2: a duplicate ACK is a pure ACK of SND.UNA with the same window while something is outstanding.
    segment.ack === una &&
    una !== tcb.snd.nxt &&
    segment.text === '' &&
    !hasFin(segment) &&
    !hasSyn(segment) &&
    scaled(segment.window, tcb.sndScale) === tcb.snd.wnd
  ) {
    // §3.8.6.1, MUST-37: at a closed window it answers a probe. That tells of no loss, and the peer is alive: while it
    // answers, the connection is not given up.
    const probed = tcb.snd.wnd === 0
    const duplicates = tcb.retransmission.duplicates + (probed ? 0 : 1)
    const after = own(arrival)
    // §3.2: the third one starts fast retransmit, once for a loss: not the sixth, nor one behind a timeout.
    after.retransmission = {
      ...tcb.retransmission,
      duplicates,
      count: probed ? 0 : tcb.retransmission.count,
      due: tcb.retransmission.due || (!probed && duplicates === 3 && tcb.retransmission.count === 0),
    }
  }
  const now = arrival.tcb
  // "If SND.UNA =< SEG.ACK =< SND.NXT, the send window should be updated" from the newest segment only.
  if (
    geq(segment.ack, una) &&
    (lt(wl1, segment.seq) || (wl1 === segment.seq && leq(wl2, segment.ack))) &&
    !isIgnored(arrival, una)
  )
    takeWindow(arrival, scaled(segment.window, now.sndScale))
}

/** Kernel difference: Linux ignores a smaller window, other than 0, that comes with the numbers of the last update. */
function isIgnored({ segment, tcb }: Synchronized, una: Seq): boolean {
  if (!tcb.policy.likeLinux || gt(segment.ack, una) || segment.seq !== tcb.snd.wl1) return false
  const wnd = scaled(segment.window, tcb.sndScale)
  return wnd !== 0 && wnd < tcb.snd.wnd
}

/** What of the retransmission queue SND.UNA has not passed. */
function behind(queue: readonly Seq[], una: Seq): readonly Seq[] {
  let at = 0
  while (at < queue.length && leq(queue[at] as Seq, una)) at++
  return at === 0 ? queue : at === queue.length ? NOTHING_QUEUED : queue.slice(at)
}

function takeWindow(arrival: Synchronized, wnd: number): void {
  const { segment, tcb } = arrival
  const { snd } = tcb
  if (snd.wnd === wnd && snd.wl1 === segment.seq && snd.wl2 === segment.ack) return
  note(arrival as Arrival, 'SND.WND', snd.wnd, wnd, 'window-update')
  const after = own(arrival)
  after.snd = { ...snd, wnd, wl1: segment.seq, wl2: segment.ack }
  after.maxWnd = Math.max(tcb.maxWnd, wnd)
  after.probe = wnd === 0 && tcb.probe
  after.epochs = snd.wnd === 0 || wnd === 0 ? { ...tcb.epochs, persist: tcb.epochs.persist + 1 } : tcb.epochs
}

/** "In addition to the processing for the ESTABLISHED state": what the acknowledgement of our FIN does. */
function afterAcknowledgement(arrival: Synchronized): boolean {
  const { tcb } = arrival
  const finAcked = tcb.fin !== null && gt(tcb.snd.una, tcb.fin)
  if (!finAcked) return false
  if (tcb.state === 'FIN-WAIT-1') enter(arrival, 'FIN-WAIT-2', 'ack-of-fin')
  else if (tcb.state === 'CLOSING') enter(arrival, 'TIME-WAIT', 'ack-of-fin')
  else if (tcb.state === 'LAST-ACK') {
    enter(arrival, 'CLOSED', 'ack-of-fin')
    arrival.signals.push({ type: 'connection-closed' })
    return stop(arrival, 'fifth-ack', 'accepted')
  }
  arrival.step = 'fifth-ack'
  return false
}

/** Sixth: URG. The urgent pointer is carried and not modelled (RFC 9293 §3.8.5: new applications SHOULD NOT use it). */
function checkUrg(_arrival: Synchronized): boolean {
  return false
}

const takesText = (state: State): boolean => state === 'ESTABLISHED' || state === 'FIN-WAIT-1' || state === 'FIN-WAIT-2'

/** Seventh: text, up to the window's end; what leaves a gap before it is kept (SHLD-31). */
function takeText(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  arrival.step = 'fifth-ack'
  const waiting = tcb.early.length > 0
  if (segment.text === '' && !waiting) return false
  // After the peer's FIN: "this should not occur since a FIN has been received. Ignore the segment text."
  if (!takesText(tcb.state)) {
    if (segment.text !== '' && tcb.state !== 'SYN-RECEIVED') {
      arrival.step = 'seventh-text'
      // Kernel difference: Linux resets when the text begins at the FIN's number or before and ends beyond it.
      const over = lt(segment.seq, tcb.rcv.nxt) && gt(add(segment.seq, segment.text.length), tcb.rcv.nxt)
      if (tcb.policy.likeLinux && over && tcb.state !== 'TIME-WAIT') {
        enter(arrival, 'CLOSED', 'text-after-application-left')
        owe(arrival, 'reset-late-text', resetFor(segment))
        arrival.signals.push({ type: 'connection-reset' })
        return stop(arrival, 'seventh-text', 'reset')
      }
    }
    return false
  }
  const { nxt, wnd } = tcb.rcv
  const part = segment.text === '' ? null : trimmed(segment, nxt, wnd)
  // §3.6.1: the application is gone, nobody will read this: RST, so that the peer learns that data was lost.
  if (part !== null && part.text !== '' && tcb.calls.gone) {
    enter(arrival, 'CLOSED', 'text-after-application-left')
    owe(arrival, 'reset-late-text', resetFor(segment))
    arrival.signals.push({ type: 'connection-reset' })
    return stop(arrival, 'seventh-text', 'reset')
  }
  let early = tcb.early
  if (part !== null && part.text !== '') {
    arrival.step = 'seventh-text'
    if (part.seq !== nxt) {
      own(arrival).early = withEarly(early, part)
      owe(arrival, 'acknowledge-early', acknowledgement(arrival.tcb))
      return false
    }
  }
  let text = part !== null && part.seq === nxt ? part.text : ''
  let next = add(nxt, text.length)
  const filled = early.length > 0
  if (filled) {
    const rest: EarlyText[] = []
    for (const piece of early) {
      const behind = diff(next, piece.seq)
      if (behind < 0) rest.push(piece)
      else if (behind < piece.text.length) {
        text += piece.text.slice(behind)
        next = add(next, piece.text.length - behind)
      }
    }
    early = rest
  }
  if (text === '') return false
  const second = tcb.owed.some((o) => o.reason === 'acknowledge-text')
  const after = own(arrival)
  after.rcv = { nxt: next, wnd }
  after.received = tcb.received + text
  after.early = early
  // RFC 9293 §3.8.6.3 (SHLD-18): an ACK for at least every second segment; filling a gap is acknowledged at once.
  after.ackNow = tcb.ackNow || !tcb.policy.delayedAck || second || filled
  after.epochs = second || !tcb.policy.delayedAck ? tcb.epochs : { ...tcb.epochs, ack: tcb.epochs.ack + 1 }
  note(arrival as Arrival, 'RCV.NXT', nxt, next, filled ? 'gap-filled' : 'text-arrived')
  arrival.signals.push({ type: 'text-delivered', text })
  owe(arrival, 'acknowledge-text', acknowledgement(arrival.tcb))
  return false
}

/** Pieces in order of their numbers, without overlap: what is there already stays. */
function withEarly(early: readonly EarlyText[], piece: EarlyText): readonly EarlyText[] {
  const all = [...early, piece].sort((a, b) => diff(a.seq, b.seq))
  const out: EarlyText[] = []
  for (const next of all) {
    const last = out.at(-1)
    if (last === undefined) {
      out.push(next)
      continue
    }
    const overlap = diff(add(last.seq, last.text.length), next.seq)
    if (overlap < 0) out.push(next)
    else if (overlap < next.text.length)
      out[out.length - 1] = { seq: last.seq, text: last.text + next.text.slice(overlap) }
  }
  return out
}

/** Eighth: FIN, once everything before it has been taken. */
function takeFin(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  const { nxt, wnd } = tcb.rcv
  const finAt = finNumber(arrival)
  if (finAt === null) return false
  if (tcb.peerFin !== null) {
    // CLOSE-WAIT, CLOSING, LAST-ACK: remain. TIME-WAIT: remain; the fifth step has restarted the 2 MSL timeout.
    if (hasFin(segment)) arrival.step = 'eighth-fin'
    return false
  }
  if (finAt !== nxt) {
    // §3.6.1: text is missing before this FIN, and after its close() nobody will read it.
    if (hasFin(segment) && tcb.calls.gone && takesText(tcb.state) && lt(nxt, finAt)) {
      enter(arrival, 'CLOSED', 'text-after-application-left')
      owe(arrival, 'reset-late-text', resetFor(segment))
      arrival.signals.push({ type: 'connection-reset' })
      return stop(arrival, 'eighth-fin', 'reset')
    }
    if (hasFin(segment) && lt(nxt, finAt) && leq(finAt, add(nxt, wnd))) {
      arrival.step = 'eighth-fin'
      if (tcb.earlyFin === null) own(arrival).earlyFin = finAt
      // RFC 5681 §4.2: each segment beyond a gap is acknowledged at once, also one that comes again.
      if (segment.text === '') owe(arrival, 'acknowledge-early', acknowledgement(arrival.tcb))
    }
    return false
  }
  const after = own(arrival)
  after.rcv = { nxt: add(nxt, 1), wnd }
  after.peerFin = nxt
  after.earlyFin = null
  after.early = []
  note(arrival as Arrival, 'RCV.NXT', nxt, add(nxt, 1), 'fin-arrived')
  arrival.signals.push({ type: 'peer-closing' })
  owe(arrival, 'acknowledge-fin', acknowledgement(arrival.tcb))
  switch (arrival.tcb.state) {
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
      enter(arrival, 'CLOSE-WAIT', 'fin-arrived')
      break
    case 'FIN-WAIT-1':
      // "If our FIN has been ACKed (perhaps in this segment), then enter TIME-WAIT": the fifth step then made it
      // FIN-WAIT-2 already.
      enter(arrival, 'CLOSING', 'fin-arrived')
      break
    case 'FIN-WAIT-2':
      enter(arrival, 'TIME-WAIT', 'fin-arrived')
      break
  }
  return stop(arrival, 'eighth-fin', 'accepted')
}

/** The number of a FIN that can be looked at now: the segment's own, or one that came early. */
function finNumber(arrival: Synchronized): Seq | null {
  const { segment, tcb } = arrival
  if (hasFin(segment)) return add(segment.seq, segment.text.length + (hasSyn(segment) ? 1 : 0))
  return tcb.earlyFin
}

function restartTimeWait(arrival: Synchronized): void {
  const { tcb } = arrival
  own(arrival).epochs = { ...tcb.epochs, timeWait: tcb.epochs.timeWait + 1 }
}

function enter(arrival: Synchronized, state: SynchronizedState | 'CLOSED', because: ChangeReason): void {
  const { tcb } = arrival
  note(arrival as Arrival, 'state', tcb.state, state, because)
  if (state === 'CLOSED') {
    ;(arrival as Arrival).tcb = enterClosed(tcb)
    return
  }
  own(arrival).state = state
}
