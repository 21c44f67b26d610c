import { scaled } from '../owe.ts'
import { FIN, hasFin, hasRst, hasSyn, type Segment, URG } from '../segment.ts'
import { add, diff } from '../seq.ts'
import { waitsForWindow } from '../silly.ts'
import { isSynArrived, isSynchronized, type SynchronizedTcb, type Tcb } from '../tcb.ts'
import type { Remark } from '../verdict.ts'

const NONE: readonly Remark[] = []
const LEANS_ON_PEER: Remark = { rule: 'own-isn-copied-from-peer' }
const EASILY_GUESSED: Remark = { rule: 'isn-fixed-or-zero' }
const DATA_ON_THIRD: Remark = { rule: 'handshake-ack-carrying-data-is-legal' }
const THREE_SEGMENTS: Remark = { rule: 'four-segments-mandatory' }
const TOO_EARLY: Remark = { rule: 'retransmit-too-early' }
const ACK_OF_ACK: Remark = { rule: 'waiting-for-ack-of-ack' }
const URG_WITHOUT_POINTER: Remark = { rule: 'urg-without-pointer' }
const WINDOW_TAKEN_BACK: Remark = { rule: 'window-taken-back' }
const CLOSED_WINDOW: Remark = { rule: 'fin-into-closed-window' }
const SILLY: Remark = { rule: 'text-into-silly-window' }
const TIMESTAMPS_LEFT_OUT: Remark = { rule: 'timestamps-left-out' }

/** What is worth saying about a right move: a correct one that many believe wrong, or a useless one. */
export function remarksOn(tcb: Tcb, segment: Segment): readonly Remark[] {
  const { flags } = segment
  // §3.8.5: a choice has no urgent pointer; a recorded segment had one, which nobody kept.
  const urgent = (flags & URG) !== 0 && tcb.policy.judgesTiming ? URG_WITHOUT_POINTER : null
  if (!isSynchronized(tcb)) return said(urgent, hasSyn(segment) ? numbering(tcb, segment) : null)
  if (hasSyn(segment)) return said(urgent, null)
  const answer = answering(tcb, segment)
  if (hasRst(segment)) return said(urgent, answer)
  const back = takesBack(tcb, segment) ? WINDOW_TAKEN_BACK : null
  const beyond = (flags & FIN) !== 0 && tcb.fin === null && isBeyondWindow(tcb, segment) ? CLOSED_WINDOW : null
  // RFC 7323 §3.2: "Once TSopt has been successfully negotiated, it MUST be sent in every non-<RST> segment".
  const unstamped = tcb.tsRecent !== null && segment.options?.timestamps === undefined ? TIMESTAMPS_LEFT_OUT : null
  const silly = waitsForWindow(tcb) && hasNewText(tcb, segment) ? SILLY : null
  // Nearly always there is nothing to say: then nothing is allocated either.
  if (back === null && beyond === null && unstamped === null && silly === null) return said(urgent, answer)
  return [urgent, answer, back, beyond, unstamped, silly].filter((remark) => remark !== null)
}

const said = (one: Remark | null, other: Remark | null): readonly Remark[] => {
  if (one === null) return other === null ? NONE : [other]
  return other === null ? [one] : [one, other]
}

/** How near a number is to the peer's, or to 0, that was hardly drawn by chance. */
const NEAR = 100

/**
 * An ISN that leans on the peer's, or that anybody would guess. TCP allows it (§3.4.1 and RFC 6528 advise against the
 * second), and the belief behind it, that the two share their numbers, is one all the same.
 */
function numbering(tcb: Tcb, { seq }: Segment): Remark | null {
  if (!tcb.policy.judgesTiming || !tcb.calls.explicit || seq === tcb.isn || tcb.state === 'SYN-SENT') return null
  if (isSynArrived(tcb) && Math.abs(diff(seq, tcb.irs)) <= NEAR) return LEANS_ON_PEER
  return seq < NEAR ? EASILY_GUESSED : null
}

/** What the segment says in answer to what arrived, or that it answers nothing. */
function answering(tcb: SynchronizedTcb, segment: Segment): Remark | null {
  const { owed } = tcb
  if (owed.length > 0) {
    if (segment.text === '' && !hasFin(segment)) return null
    for (const { reason } of owed) {
      if (reason === 'acknowledge-syn-ack' && (segment.text !== '' || hasFin(segment))) return DATA_ON_THIRD
      if (reason === 'acknowledge-fin' && hasFin(segment)) return THREE_SEGMENTS
    }
    return null
  }
  if (tcb.policy.judgesTiming || hasRst(segment)) return null
  if (segment.text === '' && !hasFin(segment))
    return scaled(segment.window, tcb.rcvScale) === tcb.rcv.wnd ? ACK_OF_ACK : null
  return diff(segment.seq, tcb.snd.nxt) < 0 && !tcb.retransmission.due ? TOO_EARLY : null
}

/**
 * §3.8.6, SHLD-14: the right edge, SEG.ACK + SEG.WND, lies before the one offered last, by more than what the window
 * scale rounds away (RFC 7323 §2.4).
 */
function takesBack(tcb: SynchronizedTcb, { ack, window }: Segment): boolean {
  const edge = add(tcb.acked, tcb.rcv.wnd)
  return diff(edge, add(ack, scaled(window, tcb.rcvScale))) >= 1 << tcb.rcvScale
}

/** Text that was not sent before. */
const hasNewText = ({ snd }: SynchronizedTcb, { seq, text }: Segment): boolean =>
  text !== '' && diff(add(seq, text.length), snd.nxt) > 0

/** The FIN's number lies beyond SND.UNA + SND.WND. */
const isBeyondWindow = ({ snd }: SynchronizedTcb, { seq, text }: Segment): boolean =>
  diff(add(seq, text.length), add(snd.una, snd.wnd)) >= 0
