import { sendMss } from './mss.ts'
import { add, diff } from './seq.ts'
import type { SynchronizedTcb } from './tcb.ts'

/**
 * Whether text waits for a window that is open, and not worth a segment: it has no room for a full one, nor for all there
 * is, nor is it half of the largest ever offered (RFC 9293 §3.8.6.2.1, (1) to (3)); nor has the timeout that overrides run
 * out, (4), for which the persist timer stands. Whoever sends all the same is not wrong, since that timeout is shorter than
 * people think. False where the policy does not ask for it.
 */
export function waitsForWindow(tcb: SynchronizedTcb): boolean {
  const { calls, maxWnd, policy, probe, snd } = tcb
  if (!policy.avoidsSilly || probe) return false
  const usable = diff(add(snd.una, snd.wnd), snd.nxt)
  return usable > 0 && usable < Math.min(sendMss(tcb), calls.text.length, maxWnd / 2)
}
