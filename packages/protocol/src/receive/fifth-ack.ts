import { isTooOld } from '../acceptable.ts'
import { duplicateAck, newlyAcknowledged } from '../congested.ts'
import { acknowledgement, resetFor, scaled } from '../owe.ts'
import type { Arrival, ChangeReason } from '../reception.ts'
import { hole, isKnownLost, recovering, scored } from '../sack/scoreboard.ts'
import { hasAck, hasFin, hasSyn, seqLength } from '../segment.ts'
import { add, geq, gt, leq, lt, type Seq } from '../seq.ts'
import { NOTHING_QUEUED } from '../synchronize.ts'
import type { Sack } from '../tcb.ts'
import { note, owe, own, stop } from './arrival.ts'
import { challenge } from './challenge.ts'
import { badHandshakeAck, enter, isLesser, restartTimeWait, type Synchronized } from './synchronized-arrival.ts'

/** Fifth: the ACK field. */
export function checkAck(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  const { nxt } = tcb.snd
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
    if (isTooOld(tcb, segment.ack)) {
      challenge(arrival)
      return stop(arrival, 'fifth-ack', 'dropped')
    }
  }
  const waits = tcb.state === 'TIME-WAIT'
  if (tcb.unanswered > 0) own(arrival).unanswered = 0
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
    const step = newlyAcknowledged(tcb, segment.ack)
    if (step !== null) after.congestion = step.congestion
    after.retransmission = {
      rto: tcb.policy.rto,
      epoch: tcb.retransmission.epoch + 1,
      due: step?.resend === true,
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
    const step = probed ? null : duplicateAck(tcb)
    if (step !== null) after.congestion = step.congestion
    // §3.2: the third one starts fast retransmit, once for a loss: not the sixth, nor one behind a timeout.
    after.retransmission = {
      ...tcb.retransmission,
      duplicates,
      count: probed ? 0 : tcb.retransmission.count,
      due:
        tcb.retransmission.due ||
        (step === null ? !probed && duplicates === 3 && tcb.retransmission.count === 0 : step.resend),
    }
  }
  if (tcb.sack !== null) keepScore(arrival, tcb.sack, tcb.snd.una)
  const now = arrival.tcb
  // "If SND.UNA =< SEG.ACK =< SND.NXT, the send window should be updated" from the newest segment only.
  if (
    geq(segment.ack, una) &&
    (lt(wl1, segment.seq) || (wl1 === segment.seq && leq(wl2, segment.ack))) &&
    !isIgnored(arrival, una)
  )
    takeWindow(arrival, scaled(segment.window, now.sndScale))
}

/** RFC 2018 §5: what the peer holds beyond the gap, and what it therefore lacks, which is due from the third duplicate on. */
function keepScore(arrival: Synchronized, sack: Sack, una: Seq): void {
  const { segment, tcb } = arrival
  const { retransmission, snd } = tcb
  const told = scored(sack, snd, una, segment)
  // A recorded end's retransmissions are its own affair; and congestion control notices a loss by duplicates alone.
  const notices =
    sack.recovery === null &&
    tcb.policy.judgesTiming &&
    (retransmission.due || (tcb.congestion === null && isKnownLost(told, tcb)))
  const now = notices ? recovering(told, snd) : told
  // a third duplicate behind what the blocks have told already asks for nothing that is on its way again
  if (now === sack && (now.recovery === null || !retransmission.due)) return
  const after = own(arrival)
  after.sack = now
  if (now.recovery !== null) after.retransmission = { ...retransmission, due: hole(arrival.tcb) !== null }
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
