import { sendWindow } from '../congested.ts'
import { formatFlags, formatSegment } from '../notation.ts'
import { isOnItsWayAgain, isSacked } from '../sack/scoreboard.ts'
import { seqEnd } from '../segment.ts'
import { add, diff, gt, lt, type Seq } from '../seq.ts'
import type { SynchronizedTcb } from '../tcb.ts'
import { isThird, owes, type Rule, violation, type WrongMove } from './move.ts'
import { bytes, finNumber, iss, missing, sndNxt } from './worked.ts'

const synNewIsn: Rule = (move) => {
  const { tcb, segment } = move
  if (!move.syn || move.rst || move.ack) return null
  if (tcb.state === 'SYN-SENT') {
    if (segment.seq === tcb.iss) return null
    return violation('retransmit-syn-new-isn', '3.10.8', 'seq', segment.seq, [iss(tcb.iss)])
  }
  // The SYN,ACK has come: the SYN needs no repeating at all, least of all with another number.
  if (!isThird(move) || move.whole === null) return null
  return violation('retransmit-syn-new-isn', '3.10.8', 'seq', segment.seq, [iss(move.whole.iss)])
}

/** A second SYN,ACK with another number; also just after the handshake, before anything else was sent. */
const synackNewIsn: Rule = (move) => {
  const end = move.whole
  if (end === null || !move.syn || !move.ack || move.rst) return null
  // With its own number it is a late repetition, which only an end whose timers can be seen knows to be idle.
  if (move.segment.seq === end.iss && (end.policy.judgesTiming || end.state === 'SYN-RECEIVED')) return null
  // At a simultaneous open the first SYN,ACK repeats nothing.
  if (owes(move, 'acknowledge-syn') && !end.passive && end.retransmission.count === 0) return null
  const early = end.state === 'SYN-RECEIVED' || (end.passive && end.snd.nxt === add(end.iss, 1))
  if (!early) return null
  return violation('retransmit-synack-new-isn', '3.10.8', 'seq', move.segment.seq, [iss(end.iss)])
}

/** Text at SND.NXT that nobody gave, or at a number not used yet, while older text is due again. */
const dataNewSeq: Rule = (move) => {
  const end = move.whole
  if (end === null || move.syn || move.rst || move.segment.text === '') return null
  if (missesWhatIsDue(end, move.segment.seq))
    return violation('retransmit-data-new-seq', '3.8.1', 'seq', move.segment.seq, [missing(end)])
  if (!hasUnacknowledgedText(move) || move.segment.seq !== end.snd.nxt || end.fin !== null) return null
  const repeats = end.sent.startsWith(move.segment.text, queueStart(move))
  // While nothing is due again, text beyond the window is that first of all.
  if (!end.retransmission.due && gt(add(move.segment.seq, move.segment.text.length), add(end.snd.una, end.snd.wnd)))
    return null
  const given = end.calls.explicit ? end.calls.text.startsWith(move.segment.text) : !repeats
  if (given || !(end.retransmission.due || repeats)) return null
  return violation('retransmit-data-new-seq', '3.8.1', 'seq', move.segment.seq, [missing(end)])
}

/** What the peer has reported that it holds: it is skipped (RFC 2018 §5). */
const sackedSentAgain: Rule = (move) => {
  const end = move.whole
  const { seq, text } = move.segment
  if (end === null || !end.policy.judgesTiming || move.syn || move.rst || (text === '' && !move.fin)) return null
  const from = lt(seq, end.snd.una) ? end.snd.una : seq
  if (lt(seq, end.iss) || !isSacked(end, from, seqEnd(move.segment))) return null
  const block = end.sack?.sacked.find(([, right]) => gt(right, from))
  if (block === undefined) return null
  const [left, right] = block
  const because = { blockFirst: left, blockLast: add(right, -1) }
  if (lt(from, left))
    return violation('sacked-sent-again', 'RFC 2018 5', 'text', text.length, [bytes(diff(left, seq), '')], {
      case: 'runs-into-sacked',
      ...because,
    })
  const next = end.retransmission.due ? [missing(end)] : end.calls.text !== '' && hasRoom(end) ? [sndNxt(end)] : []
  return next.length > 0
    ? violation('sacked-sent-again', 'RFC 2018 5', 'seq', seq, next, because)
    : violation('sacked-sent-again', 'RFC 2018 5', 'call', formatSegment(move.segment), [], {
        case: 'sacked-wait',
        ...because,
      })
}

/** A hole that has been sent again already, while another one is due. */
const holeOnItsWay: Rule = (move) => {
  const end = move.whole
  if (end === null || move.syn || move.rst || !end.retransmission.due || !end.policy.judgesTiming) return null
  const { seq, text } = move.segment
  if ((text === '' && !move.fin) || !isOnItsWayAgain(end, lt(seq, end.snd.una) ? end.snd.una : seq)) return null
  return violation('retransmit-too-early', 'RFC 2018 5', 'seq', seq, [missing(end)], { case: 'hole-on-its-way' })
}

/** The timer has run out, and this number is near SND.UNA, but neither it nor any other of what was sent. */
function missesWhatIsDue({ calls, fin, policy, retransmission, snd }: SynchronizedTcb, seq: Seq): boolean {
  if (!retransmission.due || !policy.judgesTiming || !calls.explicit || fin !== null) return false
  return (lt(seq, snd.una) || gt(seq, snd.nxt)) && Math.abs(diff(seq, snd.una)) < 65_536
}

const neededButContinues: Rule = (move) => {
  const end = move.whole
  if (end === null || move.syn || move.rst || !end.retransmission.due || !end.policy.judgesTiming) return null
  const { seq, text } = move.segment
  if (text === '' && !move.fin) return null
  // Somewhere behind what is missing: at the next number, or in the middle of what was sent.
  if (!gt(seq, end.snd.una) || gt(seq, end.snd.nxt)) return null
  return violation('retransmit-needed-but-continues', '3.8.1', 'seq', move.segment.seq, [missing(end)])
}

/** Sent again while nothing is due again. */
export const tooEarly: Rule = (move) => {
  const { tcb, segment } = move
  if (tcb.state === 'SYN-SENT') {
    if (!move.syn || move.ack || move.fin || move.rst || segment.seq !== tcb.iss || tcb.retransmission.due) return null
    return violation('retransmit-too-early', '3.8.1', 'call', formatFlags(segment.flags), [], { case: 'too-early' })
  }
  const end = move.whole
  if (end === null || !move.ack || move.rst || end.retransmission.due) return null
  if (move.syn) {
    if (segment.seq !== end.iss || end.snd.una !== end.iss || move.fin) return null
    return violation('retransmit-too-early', '3.8.1', 'call', formatFlags(segment.flags), [], { case: 'too-early' })
  }
  if (segment.text === '' && !move.fin) return null
  const from = diff(segment.seq, add(end.iss, 1))
  if (from < 0 || !lt(segment.seq, end.snd.nxt)) return null
  const text = segment.text
  const endsAt = add(segment.seq, text.length)
  if (gt(endsAt, end.fin ?? end.snd.nxt) || (move.fin && endsAt !== end.fin)) return null
  if (text !== '' && !end.sent.startsWith(text, from)) return null
  // Where new text could be sent it is rather meant to be new, with an old number.
  if (end.calls.explicit && end.calls.text !== '' && (end.snd.una === end.snd.nxt || hasRoom(end))) return null
  // §3.10.8 and RFC 5681 §3.2: duplicate ACKs answer text that arrives behind a gap, so only text can wait for them.
  return text === ''
    ? violation('retransmit-too-early', '3.10.8', 'call', formatFlags(segment.flags), [], { case: 'too-early' })
    : violation('retransmit-too-early', '3.10.8', 'call', formatSegment(segment), [])
}

const hasRoom = (tcb: SynchronizedTcb): boolean => diff(add(tcb.snd.una, sendWindow(tcb)), tcb.snd.nxt) > 0

const finNewNumber: Rule = (move) => {
  const end = move.whole
  if (end === null || !move.fin || move.syn || move.rst || end.fin === null) return null
  if (add(move.segment.seq, move.segment.text.length) === end.fin) return null
  return violation('retransmit-fin-not-needed-number', '3.10.8', 'seq', move.segment.seq, [finNumber(end)])
}

/** What arrived again is acknowledged with today's number, not with the one it asked for then. */
const duplicateMustBeReacked: Rule = (move) => {
  const end = move.whole
  if (end === null || !move.ack || move.rst || move.syn || !owes(move, 'acknowledge-duplicate')) return null
  const debt = end.owed.find((o) => o.reason === 'acknowledge-duplicate')
  if (debt === undefined || debt.to.text === '' || !lt(move.segment.ack, end.rcv.nxt)) return null
  if (move.segment.ack !== add(debt.to.seq, debt.to.text.length)) return null
  return violation('duplicate-data-must-be-reacked', '3.10.7.4', 'ack', move.segment.ack, [
    { value: end.rcv.nxt, of: 'RCV.NXT', space: 'receive' },
  ])
}

const queueStart = (move: WrongMove): number => {
  const end = move.whole
  return end === null ? 0 : Math.max(0, diff(end.snd.una, add(end.iss, 1)))
}

const hasUnacknowledgedText = (move: WrongMove): boolean =>
  move.whole !== null && move.whole.sent.length > queueStart(move)

export const retransmissionRules: readonly Rule[] = [
  synNewIsn,
  finNewNumber,
  duplicateMustBeReacked,
  sackedSentAgain,
  holeOnItsWay,
  dataNewSeq,
  neededButContinues,
  tooEarly,
]

/** Looked at before the phases' own rules about SYN: a second SYN,ACK is one of the handshake's. */
export { synackNewIsn }
