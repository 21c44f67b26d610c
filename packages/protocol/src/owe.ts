import { reportOf } from './sack/held.ts'
import { ACK, hasAck, RST, type Segment, SYN, seqEnd } from './segment.ts'
import { add, type Seq } from './seq.ts'
import type { Owed, OwedReason, SynchronizedTcb, Tcb } from './tcb.ts'

/** The window field that offers RCV.WND (or what is free of the buffer) in a segment which is not a SYN. */
export const windowField = (tcb: SynchronizedTcb): number => Math.min(65_535, tcb.rcv.wnd >>> tcb.rcvScale)

/** The window in bytes that a header's field of 16 bits stands for, by the shift count agreed (RFC 7323 §2.2, at most 14). */
export const scaled = (field: number, shift: number): number => field << shift

/** `<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>`, the one acknowledgement there is. */
export function acknowledgement(tcb: SynchronizedTcb): Segment {
  const options = reportOf(tcb, ACK)
  const { rcv, snd } = tcb
  const plain = { flags: ACK, seq: snd.nxt, ack: rcv.nxt, window: windowField(tcb), text: '' }
  return options === null ? plain : { ...plain, options }
}

/** `<SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>`. */
export const synAck = (iss: Seq, ack: Seq, window: number): Segment => ({
  flags: SYN | ACK,
  seq: iss,
  ack,
  window,
  text: '',
})

/**
 * The RST for a segment that belongs to no connection, or acknowledges what was never sent: RFC 9293 §3.5.2 and
 * §3.10.7.1. With ACK it takes its number from there; without, it is 0 and acknowledges the whole segment.
 */
export const resetFor = (segment: Segment): Segment =>
  hasAck(segment)
    ? { flags: RST, seq: segment.ack, ack: 0, window: 0, text: '' }
    : { flags: RST | ACK, seq: 0, ack: seqEnd(segment), window: 0, text: '' }

/** Whether a debt is paid with a RST. */
export const isResetReason = (reason: OwedReason): boolean =>
  reason === 'reset-no-connection' ||
  reason === 'reset-unacceptable-ack' ||
  reason === 'reset-late-text' ||
  reason === 'reset-accept-queue-full'

/** The SYN,ACK with a cookie for its number that a listener owes, its SYN queue being full (RFC 4987 §3.6). */
export const owedCookie = ({ owed }: Pick<Tcb, 'owed'>): Owed | undefined =>
  owed.find(({ reason }) => reason === 'answer-with-cookie')

/** At most this many debts are remembered; a real host has its limits too, and the newest say most. */
const MOST_DEBTS = 16

/** Adds a debt. One acknowledgement settles all acknowledgement debts, so equal ones are kept once. */
export function owing(owed: readonly Owed[], debt: Owed): readonly Owed[] {
  if (owed.length === 0) return [debt]
  const kept = isResetReason(debt.reason) ? owed : owed.filter((o) => o.reason !== debt.reason)
  return kept.length >= MOST_DEBTS ? [...kept.slice(1), debt] : [...kept, debt]
}

/** Whether `segment` is the reset `reply` asks for. */
export const sameReset = (segment: Segment, reply: Segment): boolean =>
  (segment.flags & RST) !== 0 &&
  (segment.flags & SYN) === 0 &&
  segment.seq === reply.seq &&
  (segment.flags & ACK) === (reply.flags & ACK) &&
  ((reply.flags & ACK) === 0 || segment.ack === reply.ack)

/** The debts that remain after `segment` has left. `acknowledges` says whether it carries the present RCV.NXT. */
export function settle(tcb: Tcb, segment: Segment, acknowledges: boolean): readonly Owed[] {
  const { owed } = tcb
  if (owed.length === 0) return owed
  if (segment.flags & RST) {
    const at = owed.findIndex((o) => isResetReason(o.reason) && sameReset(segment, o.reply))
    return at < 0 ? owed : owed.filter((_, i) => i !== at)
  }
  if (!acknowledges) return owed
  if (owed.length === 1) return isResetReason((owed[0] as Owed).reason) ? owed : NOTHING_OWED
  return owed.filter((o) => isResetReason(o.reason))
}

const NOTHING_OWED: readonly Owed[] = []

/** The number of the byte after a SYN's: what acknowledging it takes. */
export const afterSyn = (segment: Segment): Seq => add(segment.seq, 1)
