import { hasFin, type Segment, seqLength } from './segment.ts'
import { add, diff, inWindow, lt, type Seq } from './seq.ts'
import type { SynchronizedTcb } from './tcb.ts'

/**
 * Whether a segment is acceptable: RFC 9293 §3.4, Table 5, and §3.10.7.4, Table 6, in its four cases.
 * @param seq SEG.SEQ
 * @param length SEG.LEN, in sequence numbers
 * @param nxt RCV.NXT
 * @param wnd RCV.WND, bytes
 */
export function acceptable(seq: Seq, length: number, nxt: Seq, wnd: number): boolean {
  if (length === 0) return wnd === 0 ? seq === nxt : inWindow(seq, nxt, wnd)
  if (wnd === 0) return false
  return inWindow(seq, nxt, wnd) || inWindow(add(seq, length - 1), nxt, wnd)
}

/** `acceptable` for a whole segment. */
export const isAcceptable = (segment: Segment, nxt: Seq, wnd: number): boolean =>
  acceptable(segment.seq, seqLength(segment), nxt, wnd)

/**
 * Whether an acknowledgement is older than RFC 5961 §5 takes: it lies below SND.UNA − MAX.SND.WND. Kernel difference: nor may it
 * lie below everything that was ever acknowledged (bytes_acked), which counts the SYN at an active opener only.
 */
export function isTooOld({ iss, maxWnd, passive, policy, snd }: SynchronizedTcb, ack: Seq): boolean {
  const known = policy.likeLinux ? Math.max(0, diff(snd.una, iss) - (passive ? 1 : 0)) : maxWnd
  return policy.rfc5961 && lt(ack, add(snd.una, -Math.min(maxWnd, known)))
}

/** A segment's text as far as it is new and inside the window: §3.10.7.4, "tailored to fit the window". */
export function trimmed(segment: Segment, nxt: Seq, wnd: number): { seq: Seq; text: string; fin: Seq | null } {
  const first = segment.flags & 2 ? add(segment.seq, 1) : segment.seq
  const behind = Math.max(0, diff(nxt, first))
  const beyond = Math.max(0, diff(add(first, segment.text.length), add(nxt, wnd)))
  const text =
    behind === 0 && beyond === 0
      ? segment.text
      : segment.text.slice(behind, Math.max(behind, segment.text.length - beyond))
  const fin = hasFin(segment) && beyond === 0 ? add(first, segment.text.length) : null
  return { seq: add(first, behind), text, fin }
}
