import { hasFin, hasSyn, type Segment } from '../segment.ts'
import { diff } from '../seq.ts'
import { isSynchronized, type Tcb } from '../tcb.ts'
import type { Remark } from '../verdict.ts'

const NONE: readonly Remark[] = []
const DATA_ON_THIRD: readonly Remark[] = [{ rule: 'handshake-ack-carrying-data-is-legal' }]
const THREE_SEGMENTS: readonly Remark[] = [{ rule: 'four-segments-mandatory' }]
const TOO_EARLY: readonly Remark[] = [{ rule: 'retransmit-too-early' }]
const ACK_OF_ACK: readonly Remark[] = [{ rule: 'waiting-for-ack-of-ack' }]

/** What is worth saying about a right move: a correct one that many believe wrong, or a useless one. */
export function remarksOn(tcb: Tcb, segment: Segment): readonly Remark[] {
  if (!isSynchronized(tcb) || hasSyn(segment)) return NONE
  const { owed } = tcb
  if (owed.length > 0) {
    for (const { reason } of owed) {
      if (reason === 'acknowledge-syn-ack' && (segment.text !== '' || hasFin(segment))) return DATA_ON_THIRD
      if (reason === 'acknowledge-fin' && hasFin(segment)) return THREE_SEGMENTS
    }
    return NONE
  }
  if (tcb.policy.judgesTiming) return NONE
  if (segment.text === '' && !hasFin(segment))
    return segment.window * 2 ** tcb.rcvScale === tcb.rcv.wnd ? ACK_OF_ACK : NONE
  return diff(segment.seq, tcb.snd.nxt) < 0 && !tcb.retransmission.due ? TOO_EARLY : NONE
}
