import { formatFlags } from '../notation.ts'
import { synackAckOther } from './handshake.ts'
import { type Rule, violation, type WrongMove } from './move.ts'
import { dueFlags, finNumber, rcvNxt, sndNxt, words } from './worked.ts'

const resetAlone = ({ tcb }: WrongMove) => (tcb.calls.abort || !tcb.calls.explicit ? [words('RST')] : dueFlags(tcb))

/** RST must stand alone. */
const resetWithMore: Rule = (move) =>
  move.rst && (move.fin || move.segment.text !== '')
    ? violation('no-reason-to-reset', '3.5.2', 'flags', formatFlags(move.segment.flags), resetAlone(move), {
        state: move.tcb.state,
      })
    : null

const resetAck: Rule = (move) =>
  move.rst && move.whole !== null
    ? violation('rst-seq-wrong', '3.10.7.4', 'ack', move.segment.ack, [rcvNxt(move.tcb)])
    : null

const synAckSeq: Rule = (move) =>
  move.syn && move.whole !== null
    ? violation('resyn-in-established', '3.10.7.4', 'flags', formatFlags(move.segment.flags), dueFlags(move.tcb))
    : null

const finPlace: Rule = (move) =>
  move.whole !== null && move.fin
    ? violation('fin-seq-wrong', '3.4', 'seq', move.segment.seq, [finNumber(move.whole)])
    : null

const number: Rule = (move) =>
  move.whole !== null ? violation('data-seq-not-advanced', '3.4', 'seq', move.segment.seq, [sndNxt(move.tcb)]) : null

const anything: Rule = (move) =>
  violation('nothing-to-say', '3.10', 'call', formatFlags(move.segment.flags), [], { state: move.tcb.state })

/** When no rule names it: the first that fits. The last always does. */
export const fallbackRules: readonly Rule[] = [
  synackAckOther,
  resetWithMore,
  resetAck,
  synAckSeq,
  finPlace,
  number,
  anything,
]
