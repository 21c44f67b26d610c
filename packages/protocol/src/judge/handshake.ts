import { formatFlags } from '../notation.ts'
import { add, diff, gt, isSeq, lt, type Seq } from '../seq.ts'
import type { SynchronizedTcb } from '../tcb.ts'
import { isUnpredictable } from '../unpredictable.ts'
import { isThird, owes, type Rule, violation, type WrongMove } from './move.ts'
import { dueFlags, isn, iss, rcvNxt, sndNxt, words } from './worked.ts'

const flags = (move: WrongMove): string => formatFlags(move.segment.flags)

/** A hand-made end opens whenever it likes; any other when its application asks, or its time has come again. */
const opening = ({ tcb }: WrongMove) => (tcb.calls.explicit ? dueFlags(tcb) : [words('SYN')])

/** SYN or text before there is a connection. A SYN that arrived there is owed a RST, which the reset rules see to. */
const firstSegmentMustBeSyn: Rule = (move) => {
  const { state } = move.tcb
  if ((state !== 'CLOSED' && state !== 'LISTEN') || move.syn || move.rst) return null
  return violation('first-segment-must-be-syn', '3.5', 'flags', flags(move), opening(move))
}

const synMustNotCarryAck: Rule = (move) => {
  const { state } = move.tcb
  if (!move.syn || !move.ack || move.fin || move.rst) return null
  if (state !== 'CLOSED' && state !== 'LISTEN' && state !== 'SYN-SENT') return null
  return violation('syn-must-not-carry-ack-on-active-open', '3.5', 'flags', flags(move), opening(move))
}

const dataBeforeEstablished: Rule = (move) => {
  const { state } = move.tcb
  if (move.segment.text === '' || move.rst) return null
  if (state === 'SYN-RECEIVED') {
    // A hand-made end may mean to send again what it has sent.
    const old = move.whole !== null && diff(move.segment.seq, move.whole.snd.nxt) < 0
    if (old && !move.syn && !move.tcb.calls.explicit) return null
    return violation('data-before-established', '3.10.2', 'text', move.segment.text.length, [], { state })
  }
  if (state !== 'CLOSED' && state !== 'LISTEN' && state !== 'SYN-SENT') return null
  // Text on the SYN is legal, where the application had given it.
  if (move.syn && (state !== 'SYN-SENT' || move.tcb.sent.startsWith(move.segment.text))) return null
  return violation('data-before-established', '3.10.2', 'text', move.segment.text.length, [], { state })
}

/** In SYN-SENT anything but the SYN again (or an owed RST) is premature. */
const synSentWaits: Rule = (move) => {
  if (move.tcb.state !== 'SYN-SENT' || move.syn || move.rst || move.segment.text !== '') return null
  // A bare ACK answers no SYN (§3.5), and a FIN has to wait for the connection (§3.10.4).
  const section = move.fin ? '3.10.4' : '3.5'
  return violation('data-before-established', section, 'flags', flags(move), [], { state: move.tcb.state })
}

const isnFixedOrZero: Rule = (move) => {
  const { tcb, segment } = move
  if (!move.syn || isUnpredictable(tcb, segment.seq)) return null
  if (tcb.state !== 'CLOSED' && tcb.state !== 'LISTEN' && move.asked === null) return null
  return violation('isn-fixed-or-zero', '3.4.1', 'seq', segment.seq, isn(tcb.isn), {
    previous: tcb.past?.iss ?? 0,
  })
}

// ---- the answer to a SYN

const isAnswering = (move: WrongMove): boolean =>
  move.asked !== null || (move.whole !== null && move.tcb.state === 'SYN-RECEIVED' && owes(move, 'acknowledge-syn'))

/** At a simultaneous open the own SYN has chosen the number already; the first SYN,ACK repeats nothing yet. */
const synackKeepsSynNumber: Rule = (move) => {
  const end = move.whole
  if (end === null || !isAnswering(move) || !move.syn || !move.ack || move.rst || move.fin) return null
  if (move.segment.seq === end.iss) return null
  return violation('synack-keeps-syn-number', '3.10.7.3', 'seq', move.segment.seq, [iss(end.iss)])
}

const synackMustHaveSyn: Rule = (move) => {
  if (!isAnswering(move) || move.syn || move.rst) return null
  return violation('synack-must-have-syn', '3.5', 'flags', flags(move), [words('SYN,ACK')])
}

const synackMustHaveAck: Rule = (move) => {
  if (move.tcb.state !== 'SYN-RECEIVED' || !move.syn || move.ack || move.rst) return null
  return violation('synack-must-have-ack', '3.5', 'flags', flags(move), dueFlags(move.tcb))
}

const synAckAck = (move: WrongMove): boolean =>
  move.tcb.state === 'SYN-RECEIVED' && move.syn && move.ack && !move.rst && isSeq(move.segment.ack)

const receiveOf = (move: WrongMove) => move.asked ?? move.whole

const synackAckEqualsIsn: Rule = (move) => {
  const end = receiveOf(move)
  if (!synAckAck(move) || end === null || move.segment.ack !== end.irs) return null
  return violation('synack-ack-equals-isn', '3.10.7.3', 'ack', move.segment.ack, [rcvNxt(move.tcb)], { irs: end.irs })
}

const synackAckIsOwnIsn: Rule = (move) => {
  const end = receiveOf(move)
  const own = move.whole?.iss ?? move.segment.seq
  if (!synAckAck(move) || end === null || move.segment.ack === end.rcv.nxt || move.segment.ack === end.irs) return null
  if (move.segment.ack !== own && move.segment.ack !== add(own, 1)) return null
  return violation('synack-ack-is-own-isn', '3.4', 'ack', move.segment.ack, [rcvNxt(move.tcb)])
}

const synackAckTooHigh: Rule = (move) => {
  const end = receiveOf(move)
  if (!synAckAck(move) || end === null || !gt(move.segment.ack, end.rcv.nxt)) return null
  return violation('synack-ack-too-high', '3.10.7.3', 'ack', move.segment.ack, [rcvNxt(move.tcb)])
}

const ownIsnCopied: Rule = (move) => {
  if (move.asked === null || !move.syn || move.rst || move.segment.seq !== move.asked.irs) return null
  return violation('own-isn-copied-from-peer', '3.4.1', 'seq', move.segment.seq, isn(move.tcb.isn), {
    irs: move.asked.irs,
  })
}

// ---- the third segment

const handshakeThirdIsSynack: Rule = (move) => {
  if (!isThird(move) || !move.syn || !move.ack || move.rst) return null
  return violation('handshake-third-is-synack', '3.5', 'flags', flags(move), [words('ACK')])
}

const handshakeAckMissingFlag: Rule = (move) => {
  if (!isThird(move) || move.ack || move.syn || move.rst) return null
  return violation('handshake-ack-missing-flag', '3.10.7.4', 'flags', flags(move), [words('ACK')])
}

const swapped: Rule = (move) => {
  const end = move.whole
  if (end === null || !move.ack || move.rst) return null
  const { seq, ack } = move.segment
  if (seq !== end.rcv.nxt || ack !== end.snd.nxt || seq === ack) return null
  return violation('swapped-seq-and-ack', '3.1', 'seq', seq, [sndNxt(end)], { ack, expectedAck: end.rcv.nxt })
}

/** Wireshark's number: counted from the peer's ISN, and left to the rule about those. */
const isRelative = (end: SynchronizedTcb, ack: Seq): boolean =>
  ack === diff(end.rcv.nxt, end.irs) && Math.abs(diff(ack, end.rcv.nxt)) > 65_535

const handshakeAckNotIncremented: Rule = (move) => {
  const end = move.whole
  if (!isThird(move) || end === null || !move.ack || move.syn || move.rst || !lt(move.segment.ack, end.rcv.nxt))
    return null
  if (isRelative(end, move.segment.ack)) return null
  return violation('handshake-ack-not-incremented', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(end)], {
    irs: end.irs,
  })
}

const handshakeAckTooHigh: Rule = (move) => {
  const end = move.whole
  if (!isThird(move) || end === null || !move.ack || move.rst || !gt(move.segment.ack, end.rcv.nxt)) return null
  if (isRelative(end, move.segment.ack)) return null
  return violation('handshake-ack-too-high', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(end)])
}

const handshakeSeqNotIncremented: Rule = (move) => {
  const end = move.whole
  if (!isThird(move) || end === null || move.syn || move.rst || move.segment.seq !== end.iss) return null
  return violation('handshake-seq-not-incremented', '3.5', 'seq', move.segment.seq, [sndNxt(end)], { iss: end.iss })
}

const handshakeSeqPlusTwo: Rule = (move) => {
  const end = move.whole
  if (
    !isThird(move) ||
    end === null ||
    !move.pure ||
    move.segment.seq !== add(end.iss, 2) ||
    end.snd.nxt === add(end.iss, 2)
  )
    return null
  return violation('handshake-seq-plus-two', '3.5', 'seq', move.segment.seq, [sndNxt(end)], { iss: end.iss })
}

/** In the order in which they explain. */
export const handshakeRules: readonly Rule[] = [
  firstSegmentMustBeSyn,
  synMustNotCarryAck,
  dataBeforeEstablished,
  synSentWaits,
  isnFixedOrZero,
  synackMustHaveSyn,
  synackMustHaveAck,
  synackAckEqualsIsn,
  ownIsnCopied,
  synackKeepsSynNumber,
  synackAckIsOwnIsn,
  synackAckTooHigh,
  handshakeThirdIsSynack,
  handshakeAckMissingFlag,
  swapped,
  handshakeAckNotIncremented,
  handshakeAckTooHigh,
  handshakeSeqNotIncremented,
  handshakeSeqPlusTwo,
]

/** SYN-RECEIVED's SYN,ACK with an ack that no other rule names. */
export const synackAckOther: Rule = (move) => {
  const end = receiveOf(move)
  if (!synAckAck(move) || end === null || !lt(move.segment.ack, end.rcv.nxt)) return null
  return violation('synack-ack-equals-isn', '3.10.7.3', 'ack', move.segment.ack, [rcvNxt(move.tcb)], { irs: end.irs })
}
