import { openingMss, sendMss } from '../mss.ts'
import { formatFlags } from '../notation.ts'
import { hasFin, hasSyn } from '../segment.ts'
import { add, diff, gt, hasWrapped, inWindow, isSeq, lt } from '../seq.ts'
import { isThird, owes, type Rule, violation, type WrongMove } from './move.ts'
import { synackNewIsn } from './retransmission.ts'
import { bytes, dueFlags, nextSeq, rcvNxt, sndNxt, words } from './worked.ts'

const flags = (move: WrongMove): string => formatFlags(move.segment.flags)

// ---- what the segment is at all

const synWithFin: Rule = (move) =>
  move.syn && move.fin ? violation('syn-with-fin', '3.10.7.2', 'flags', flags(move), dueFlags(move.tcb)) : null

const synWithRst: Rule = (move) =>
  move.syn && move.rst ? violation('syn-with-rst', '3.5.2', 'flags', flags(move), dueFlags(move.tcb)) : null

const notModulo: Rule = (move) => {
  const { seq, ack } = move.segment
  if (!isSeq(seq)) return violation('wrap-not-modulo', '3.4', 'seq', seq, [sndNxt(move.tcb)])
  if (!isSeq(ack)) return violation('wrap-not-modulo', '3.4', 'ack', ack, [rcvNxt(move.tcb)])
  const end = move.whole
  if (end === null || move.rst) return null
  // Just past the wrap and one too high: counted from 1 instead of from 0.
  const near = 2_000
  if (hasWrapped(end.snd.nxt, end.iss) && end.snd.nxt < near && seq === add(end.snd.nxt, 1) && !move.syn)
    return violation('wrap-not-modulo', '3.4', 'seq', seq, [sndNxt(end)])
  if (hasWrapped(end.rcv.nxt, end.irs) && end.rcv.nxt < near && move.ack && ack === add(end.rcv.nxt, 1))
    return violation('wrap-not-modulo', '3.4', 'ack', ack, [rcvNxt(end)])
  return null
}

/** Looked at before the handshake's rules: past the wrap, "ISN + 2" is a wrap to 1 instead of to 0. */
export const thirdNotModulo: Rule = (move) => (isThird(move) ? notModulo(move) : null)

const windowTooLarge: Rule = (move) =>
  move.segment.window > 65_535 || move.segment.window < 0 || !Number.isInteger(move.segment.window)
    ? violation('window-field-too-large', '3.1', 'window', move.segment.window, [bytes(65_535, '')])
    : null

export const flagRules: readonly Rule[] = [synWithFin, synWithRst, windowTooLarge, synackNewIsn]

const finWithoutAck: Rule = (move) =>
  move.whole !== null && move.fin && !move.ack && !move.syn && !move.rst && !isThird(move)
    ? violation('fin-without-ack-flag', '3.10.7.4', 'flags', flags(move), [words('FIN,ACK')])
    : null

const missingAck: Rule = (move) =>
  move.whole !== null && !move.ack && !move.syn && !move.rst && !isThird(move)
    ? violation('missing-ack-flag-established', '3.10.7.4', 'flags', flags(move), [words(move.fin ? 'FIN,ACK' : 'ACK')])
    : null

const resyn: Rule = (move) => {
  const end = move.whole
  if (end === null || !move.syn || move.rst || isThird(move) || end.state === 'SYN-RECEIVED') return null
  return violation('resyn-in-established', '3.10.7.4', 'flags', flags(move), dueFlags(end))
}

// ---- the acknowledgement

/** Small numbers where the ISN is large: Wireshark's relative ones; or an ISN too much. */
const relative: Rule = (move) => {
  const end = move.whole
  if (end === null || move.rst) return null
  const { seq, ack } = move.segment
  const relSeq = diff(end.snd.nxt, end.iss)
  const relAck = diff(end.rcv.nxt, end.irs)
  const far = (a: number, b: number): boolean => Math.abs(diff(a, b)) > 65_535
  const seqIs =
    far(seq, end.snd.nxt) && (seq === relSeq || seq === add(end.snd.nxt, end.iss) || (seq <= relSeq && relSeq < 65_536))
  const ackIs =
    move.ack &&
    far(ack, end.rcv.nxt) &&
    (ack === relAck || ack === add(end.rcv.nxt, end.irs) || (ack <= relAck && relAck < 65_536))
  if (seqIs)
    return violation('relative-instead-of-absolute', '3.4', 'seq', seq, [nextSeq(end, move.segment)], { isn: end.iss })
  if (ackIs) return violation('relative-instead-of-absolute', '3.4', 'ack', ack, [rcvNxt(end)], { isn: end.irs })
  return null
}

/** The ACK field is there and wrong, in a state that has a RCV.NXT; SYN segments and RSTs have rules of their own. */
const ackIsWrong = (move: WrongMove): boolean =>
  move.whole !== null &&
  move.ack &&
  !move.rst &&
  !move.syn &&
  isSeq(move.segment.ack) &&
  move.segment.ack !== move.whole.rcv.nxt

const lastText = (move: WrongMove) => {
  const end = move.whole
  if (end === null) return null
  if (end.arrival !== null && end.arrival.text !== '') return end.arrival
  return end.owed.findLast((o) => o.to.text !== '')?.to ?? null
}

const ackBeyondGap: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || !gt(move.segment.ack, end.rcv.nxt)) return null
  const last = end.early.at(-1)
  const furthest =
    end.earlyFin !== null ? add(end.earlyFin, 1) : last === undefined ? null : add(last.seq, last.text.length)
  if (furthest === null || gt(move.segment.ack, furthest)) return null
  return violation('ack-beyond-gap', '3.4', 'ack', move.segment.ack, [rcvNxt(end)], { missing: end.rcv.nxt })
}

const ackOfFinTooHigh: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || end.peerFin === null || move.segment.ack !== add(end.peerFin, 2)) return null
  return violation('ack-of-fin-too-high', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(end)], { peerFin: end.peerFin })
}

const ackPlusOne: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || end.peerFin !== null || move.segment.ack !== add(end.rcv.nxt, 1)) return null
  const last = lastText(move)
  if (last === null || hasSyn(last)) return null
  return violation('ack-plus-one-for-data', '3.4', 'ack', move.segment.ack, [rcvNxt(end)], { length: last.text.length })
}

const ackOfUnsent: Rule = (move) => {
  const end = move.whole
  if (end === null || isThird(move) || !ackIsWrong(move) || !gt(move.segment.ack, end.rcv.nxt)) return null
  return violation('ack-of-unsent-data', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(end)])
}

const finNotAcknowledged: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || end.peerFin === null || !move.fin || gt(move.segment.ack, end.peerFin))
    return null
  if (!owes(move, 'acknowledge-fin')) return null
  return violation('fin-not-acknowledged', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(end)], { peerFin: end.peerFin })
}

const timeWaitIgnoresFin: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || end.state !== 'TIME-WAIT') return null
  const again = end.owed.some((o) => o.reason === 'acknowledge-duplicate' && hasFin(o.to))
  if (!again) return null
  return violation('time-wait-ignores-fin', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(end)], {
    peerFin: end.peerFin ?? 0,
  })
}

const ackOfFinNotIncremented: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || end.peerFin === null || move.segment.ack !== end.peerFin) return null
  return violation('ack-of-fin-not-incremented', '3.6', 'ack', move.segment.ack, [rcvNxt(end)], {
    peerFin: end.peerFin,
  })
}

const refusesInHalfClose: Rule = (move) => {
  const end = move.whole
  if (end === null || (end.state !== 'FIN-WAIT-1' && end.state !== 'FIN-WAIT-2')) return null
  if (!owes(move, 'acknowledge-text') || end.calls.gone) return null
  if (move.rst && !end.calls.abort)
    return violation('refuses-data-in-half-close', '3.6.1', 'flags', flags(move), [words('ACK')])
  if (!ackIsWrong(move) || move.segment.ack !== end.acked) return null
  return violation('refuses-data-in-half-close', '3.6.1', 'ack', move.segment.ack, [rcvNxt(end)])
}

const ackEqualsSeq: Rule = (move) => {
  const end = move.whole
  const last = lastText(move)
  if (end === null || !ackIsWrong(move) || last === null || move.segment.ack !== last.seq) return null
  // On text or FIN the old number was rather kept than chosen: data-not-acknowledged says so.
  if (!move.pure && move.segment.ack === end.acked) return null
  return violation('ack-equals-received-seq', '3.4', 'ack', move.segment.ack, [rcvNxt(end)], {
    seq: last.seq,
    length: last.text.length,
  })
}

const ackLastByte: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || lastText(move) === null || end.peerFin !== null) return null
  if (!lt(move.segment.ack, end.rcv.nxt) || !gt(move.segment.ack, end.acked)) return null
  if (move.segment.ack !== add(end.rcv.nxt, -1)) return null
  return violation('ack-last-byte', '3.4', 'ack', move.segment.ack, [rcvNxt(end)])
}

const ackGoesBack: Rule = (move) => {
  const end = move.whole
  if (end === null || isThird(move) || !ackIsWrong(move) || !lt(move.segment.ack, end.acked)) return null
  return violation('ack-goes-back', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(end)], { last: end.acked })
}

const dataNotAcknowledged: Rule = (move) => {
  const end = move.whole
  if (end === null || !ackIsWrong(move) || !lt(move.segment.ack, end.rcv.nxt) || isThird(move)) return null
  return violation('data-not-acknowledged', '3.8.6.3', 'ack', move.segment.ack, [rcvNxt(end)])
}

export const ackRules: readonly Rule[] = [
  finWithoutAck,
  missingAck,
  resyn,
  notModulo,
  relative,
  refusesInHalfClose,
  timeWaitIgnoresFin,
  finNotAcknowledged,
  ackOfFinNotIncremented,
  ackOfFinTooHigh,
  ackBeyondGap,
  ackPlusOne,
  ackOfUnsent,
  ackEqualsSeq,
  ackLastByte,
  ackGoesBack,
  dataNotAcknowledged,
]

// ---- the number

/** SEQ is wrong in a state that has a SND.NXT; SYN and RST have rules of their own. */
const plain = (move: WrongMove): boolean => move.whole !== null && !move.syn && !move.rst && isSeq(move.segment.seq)

const seqOneTooLow: Rule = (move) => {
  const end = move.whole
  if (end === null || !plain(move) || move.segment.text === '' || end.fin !== null) return null
  if (move.segment.seq !== add(end.snd.nxt, -1)) return null
  return violation('data-seq-one-too-low', '3.4', 'seq', move.segment.seq, [sndNxt(end)])
}

const seqOneTooHigh: Rule = (move) => {
  const end = move.whole
  if (end === null || !plain(move) || (isThird(move) && move.pure) || move.segment.seq !== add(end.snd.nxt, 1))
    return null
  if (move.fin && move.segment.text === '') return null
  return violation('data-seq-one-too-high', '3.4', 'seq', move.segment.seq, [sndNxt(end)])
}

const seqGap: Rule = (move) => {
  const end = move.whole
  if (end === null || !plain(move) || !gt(move.segment.seq, end.snd.nxt) || (move.fin && move.segment.text === ''))
    return null
  if (move.segment.seq === add(end.snd.nxt, 1)) return null
  if (!inWindow(move.segment.seq, end.snd.una, Math.max(1, end.snd.wnd))) return null
  return violation('data-seq-gap', '3.4', 'seq', move.segment.seq, [sndNxt(end)])
}

const seqNotAdvanced: Rule = (move) => {
  const end = move.whole
  if (end === null || !plain(move) || !lt(move.segment.seq, end.snd.nxt) || lt(move.segment.seq, end.iss)) return null
  if (end.fin !== null || (move.fin && move.segment.text === '')) return null
  if (move.segment.text !== '' && move.segment.seq === add(end.snd.nxt, -1)) return null
  const right = [sndNxt(end)]
  return move.pure
    ? violation('data-seq-not-advanced', '3.4', 'seq', move.segment.seq, right, { case: 'pure-ack-behind' })
    : violation('data-seq-not-advanced', '3.4', 'seq', move.segment.seq, right)
}

const seqOutside: Rule = (move) => {
  const end = move.whole
  if (end === null || !plain(move) || (move.fin && move.segment.text === '')) return null
  const { seq } = move.segment
  if (seq === end.snd.nxt || inWindow(seq, end.snd.una, Math.max(1, end.snd.wnd)) || seq === add(end.snd.nxt, 1))
    return null
  if (!gt(seq, end.snd.nxt) && !lt(seq, end.iss)) return null
  const right = [nextSeq(end, move.segment)]
  return lt(seq, end.iss)
    ? violation('data-seq-outside-window', '3.10.7.4', 'seq', seq, right, { case: 'before-isn', iss: end.iss })
    : violation('data-seq-outside-window', '3.10.7.4', 'seq', seq, right)
}

// ---- the text

const intoZeroWindow: Rule = (move) => {
  const end = move.whole
  if (end === null || !plain(move) || move.segment.text === '' || end.snd.wnd !== 0) return null
  if (!gt(add(move.segment.seq, move.segment.text.length), end.snd.nxt)) return null
  return violation('data-into-zero-window', '3.8.6.1', 'text', move.segment.text.length, [bytes(0, 'SND.WND')])
}

const exceedsWindow: Rule = (move) => {
  const end = move.whole
  if (end === null || !plain(move) || move.segment.text === '' || end.snd.wnd === 0) return null
  const over = diff(add(move.segment.seq, move.segment.text.length), add(end.snd.una, end.snd.wnd))
  if (over <= 0 || !gt(add(move.segment.seq, move.segment.text.length), end.snd.nxt)) return null
  return violation(
    'data-exceeds-window',
    '3.8.6',
    'text',
    move.segment.text.length,
    [bytes(Math.max(0, move.segment.text.length - over), 'SND.UNA + SND.WND − SND.NXT')],
    { una: end.snd.una, wnd: end.snd.wnd },
  )
}

const exceedsMss: Rule = (move) => {
  const mss = move.whole === null ? openingMss(move.tcb.policy) : sendMss(move.whole)
  if (move.segment.text.length <= mss || move.rst) return null
  return violation('text-exceeds-mss', '3.7.1', 'text', move.segment.text.length, [bytes(mss, 'MSS')])
}

export const dataRules: readonly Rule[] = [
  seqOneTooLow,
  seqOneTooHigh,
  seqGap,
  seqNotAdvanced,
  seqOutside,
  intoZeroWindow,
  exceedsWindow,
  exceedsMss,
]
