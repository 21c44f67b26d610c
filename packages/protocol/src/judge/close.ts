import { formatFlags } from '../notation.ts'
import { add, diff, geq, gt, leq, lt } from '../seq.ts'
import { didNotClose } from './application.ts'
import { owes, type Rule, violation, type WrongMove } from './move.ts'
import { dueFlags, finNumber, sndNxt, words } from './worked.ts'

const flags = (move: WrongMove): string => formatFlags(move.segment.flags)

const dataAfterOwnFin: Rule = (move) => {
  const end = move.whole
  const { past, state } = move.tcb
  // The connection is over already, and this goes on behind its FIN.
  if (
    (state === 'CLOSED' || state === 'LISTEN') &&
    past !== null &&
    past.fin !== null &&
    past.nxt !== null &&
    move.ack &&
    !move.syn &&
    !move.rst
  ) {
    const endsAt = add(move.segment.seq, move.segment.text.length)
    if (move.segment.text !== '' && gt(endsAt, past.fin) && diff(endsAt, past.fin) < 65_536)
      return violation('data-after-own-fin', '3.6', 'text', move.segment.text.length, [], { fin: past.fin })
  }
  if (end === null || end.fin === null || move.syn || move.rst || move.segment.text === '') return null
  const endsAt = add(move.segment.seq, move.segment.text.length)
  if (lt(endsAt, end.fin) || endsAt === end.fin) return null
  return violation('data-after-own-fin', '3.6', 'text', move.segment.text.length, [], { fin: end.fin })
}

const seqAfterOwnFin: Rule = (move) => {
  const end = move.whole
  if (end === null || end.fin === null || move.syn || move.rst || move.segment.text !== '') return null
  if (move.segment.seq !== end.fin) return null
  // The FIN itself has that number: sent again it is too early, or too late, unless it was to answer something.
  if (move.fin && (leq(end.snd.una, end.fin) || end.owed.length === 0)) return null
  return violation('seq-after-own-fin-not-advanced', '3.6', 'seq', move.segment.seq, [sndNxt(end)], { fin: end.fin })
}

const finSeqWrong: Rule = (move) => {
  const end = move.whole
  if (end === null || end.fin !== null || !move.fin || move.syn || move.rst || move.segment.text !== '') return null
  // What was lost goes first: another rule says so.
  const { seq } = move.segment
  if (end.retransmission.due && end.policy.judgesTiming && gt(seq, end.snd.una) && leq(seq, end.snd.nxt)) return null
  const right = finNumber(end)
  if (seq === end.snd.nxt || seq === right.value) return null
  return violation('fin-seq-wrong', '3.4', 'seq', seq, [right])
}

/** A FIN in the middle of what was sent: the bytes are where they belong, and it is not. */
const finTooSoon: Rule = (move) => {
  const end = move.whole
  if (end === null || end.fin !== null || !move.fin || !move.ack || move.syn || move.rst || move.segment.text === '')
    return null
  const at = add(move.segment.seq, move.segment.text.length)
  if (lt(move.segment.seq, end.snd.una) || !lt(at, end.snd.nxt)) return null
  return violation('fin-seq-wrong', '3.4', 'flags', at, dueFlags(end), { case: 'fin-too-soon' })
}

const closeWaitForgetsFin: Rule = (move) => {
  const end = move.whole
  if (end === null || end.state !== 'CLOSE-WAIT' || !move.pure || !move.ack || end.owed.length > 0) return null
  if (!end.calls.explicit || !end.calls.close || end.calls.text !== '') return null
  if (move.segment.seq !== end.snd.nxt || move.segment.ack !== end.rcv.nxt) return null
  return violation('close-wait-forgets-fin', '3.6', 'flags', flags(move), [words('FIN,ACK')])
}

const finForAbort: Rule = (move) => {
  const end = move.whole
  if (end === null || !end.calls.explicit || move.syn) return null
  const { calls } = end
  if (move.fin && calls.abort)
    return violation('fin-for-abort-or-rst-for-close', '3.10.5', 'flags', flags(move), [words('RST')], {
      asked: 'ABORT',
    })
  if (move.rst && !calls.abort && calls.close)
    return violation('fin-for-abort-or-rst-for-close', '3.10.4', 'flags', flags(move), [words('FIN,ACK')], {
      asked: 'CLOSE',
    })
  return null
}

/** In TIME-WAIT the connection is not over: a new SYN, or a RST, behaves as if it were. */
const timeWaitLeftEarly: Rule = (move) => {
  const end = move.whole
  if (end === null || end.state !== 'TIME-WAIT' || (!move.syn && !(move.rst && end.calls.explicit))) return null
  return violation('time-wait-left-early', '3.6.1', 'state', flags(move), dueFlags(end))
}

/** After LAST-ACK the passive closer has nothing left to answer with. */
const timeWaitWrongSide: Rule = (move) => {
  const { tcb } = move
  if (tcb.state !== 'CLOSED' || tcb.past === null || !tcb.past.peerClosed || !tcb.past.acknowledged) return null
  if (!move.ack || move.syn || move.rst || move.segment.text !== '' || tcb.past.nxt === null) return null
  if (!geq(move.segment.seq, add(tcb.past.nxt, -1)) || diff(move.segment.seq, tcb.past.nxt) > 1) return null
  return violation('time-wait-wrong-side', '3.6', 'state', flags(move), [])
}

/** In CLOSING the own FIN still waits for its ACK: a new FIN, or text, is not what is missing. */
const simultaneousClose: Rule = (move) => {
  const end = move.whole
  if (end === null || end.state !== 'CLOSING' || !move.fin || move.syn || move.rst || !owes(move, 'acknowledge-fin'))
    return null
  if (end.fin === null || add(move.segment.seq, move.segment.text.length) === end.fin) return null
  return violation('simultaneous-close-state', '3.6', 'flags', flags(move), [words('ACK')])
}

export const closeRules: readonly Rule[] = [
  finForAbort,
  didNotClose,
  timeWaitLeftEarly,
  timeWaitWrongSide,
  simultaneousClose,
  dataAfterOwnFin,
  seqAfterOwnFin,
  finSeqWrong,
  finTooSoon,
  closeWaitForgetsFin,
]
