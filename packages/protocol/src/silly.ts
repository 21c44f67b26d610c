import { sendMss } from './mss.ts'
import { add, diff } from './seq.ts'
import type { SynchronizedTcb } from './tcb.ts'

/**
 * Whether a segment with so many bytes of new text is not worth sending into the window as it is: it is not a full one,
 * not all there is, and not half of the largest window ever offered (RFC 9293 §3.8.6.2.1, (1) to (3)); nor has the timeout
 * that overrides run out, (4), for which the persist timer stands. Whoever sends all the same is not wrong, since that
 * timeout is shorter than people think. False where the policy does not ask for it.
 */
export function isSilly(tcb: SynchronizedTcb, length: number): boolean {
  const { calls, maxWnd, policy, probe } = tcb
  if (!policy.avoidsSilly || probe || length === 0 || length > usable(tcb)) return false
  return length < sendMss(tcb) && length < calls.text.length && length < maxWnd / 2
}

/** Whether text waits for a window that is open, and not worth a segment. */
export const waitsForWindow = (tcb: SynchronizedTcb): boolean =>
  isSilly(tcb, Math.min(tcb.calls.text.length, sendMss(tcb), Math.max(0, usable(tcb))))

/** The usable window (§3.8.6.2.1), bytes: SND.UNA + SND.WND − SND.NXT. */
const usable = ({ snd }: SynchronizedTcb): number => diff(add(snd.una, snd.wnd), snd.nxt)
