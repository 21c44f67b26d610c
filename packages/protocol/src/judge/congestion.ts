import { sendWindow } from '../congested.ts'
import { formatSegment } from '../notation.ts'
import { add, diff, gt, leq, lt } from '../seq.ts'
import type { SynchronizedTcb } from '../tcb.ts'
import { type Rule, violation, type WrongMove } from './move.ts'
import { tooEarly } from './retransmission.ts'
import { bytes, missing } from './worked.ts'

/** The end, where it controls congestion and the move sends text or FIN. */
const sender = ({ fin, rst, segment, syn, whole }: WrongMove): SynchronizedTcb | null =>
  whole === null || whole.congestion === null || syn || rst || (segment.text === '' && !fin) ? null : whole

/** A segment was found lost, and something behind it is sent. */
const lostFirst: Rule = (move) => {
  const end = sender(move)
  if (end === null || end.congestion?.phase !== 'fast-recovery') return null
  const { count, due, duplicates } = end.retransmission
  const { seq } = move.segment
  if (!due || count > 0 || !end.policy.judgesTiming || !gt(seq, Number(missing(end).value)) || gt(seq, end.snd.nxt))
    return null
  return duplicates < 3
    ? violation('fast-retransmit-first', 'RFC 6582 3.2', 'seq', seq, [missing(end)], { case: 'partial-ack' })
    : violation('fast-retransmit-first', 'RFC 5681 3.2', 'seq', seq, [missing(end)], { duplicates })
}

/** What is sent again while it is not due: too early is said of one or two duplicate ACKs, and of all but the first. */
const notDueAgain: Rule = (move) => {
  const end = sender(move)
  if (end === null || end.congestion === null || tooEarly(move) === null) return null
  const { duplicates, phase, recover } = end.congestion
  const { seq } = move.segment
  if (gt(seq, end.snd.una) && lt(end.snd.una, recover))
    return violation('one-segment-after-loss', 'RFC 5681 3.1', 'call', formatSegment(move.segment), [], {
      una: end.snd.una,
    })
  if (phase === 'fast-recovery' || duplicates < 1 || duplicates > 2) return null
  return violation('too-few-duplicates', 'RFC 5681 3.2', 'call', formatSegment(move.segment), [], { duplicates })
}

/** New text beyond what the network is believed to have room for, where that is less than what the peer has. */
const exceedsCwnd: Rule = (move) => {
  const end = sender(move)
  if (end === null || end.congestion === null) return null
  const limit = sendWindow(end)
  if (limit >= end.snd.wnd) return null
  const { seq, text } = move.segment
  const endsAt = add(seq, text.length)
  const over = diff(endsAt, add(end.snd.una, limit))
  if (over <= 0 || !gt(endsAt, end.snd.nxt) || !leq(seq, end.snd.nxt)) return null
  const { cwnd, duplicates } = end.congestion
  const flight = diff(end.snd.nxt, end.snd.una)
  const room = Math.max(0, text.length - over)
  // At the first two duplicate ACKs it is more than cwnd (limited transmit).
  return limit === cwnd
    ? violation('cwnd-exceeded', 'RFC 5681 3.1', 'text', text.length, [bytes(room, `cwnd − ${FLIGHT}`)], {
        cwnd,
        flight,
      })
    : violation(
        'cwnd-exceeded',
        'RFC 5681 3.2',
        'text',
        text.length,
        [bytes(room, `cwnd + ${duplicates}·SMSS − ${FLIGHT}`)],
        { cwnd, flight, duplicates, case: 'limited-transmit' },
      )
}

const FLIGHT = '(SND.NXT − SND.UNA)'

/** Looked at before the rules about sending again: they say more. */
export const lossRules: readonly Rule[] = [lostFirst, notDueAgain]
export const windowRules: readonly Rule[] = [exceedsCwnd]
