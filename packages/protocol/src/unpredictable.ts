import { diff, type Seq } from './seq.ts'
import type { Tcb } from './tcb.ts'

/**
 * §3.4.1 and RFC 6528: not at or below what the connection before this one used (MUST-8). TCP allows any other, also a
 * guessable one: in play that is remarked on; a hand-made end's 0 or 1 is named.
 */
export function isUnpredictable(tcb: Tcb, seq: Seq): boolean {
  if (tcb.isn !== null) return true
  if (!tcb.calls.explicit && (seq === 0 || seq === 1)) return false
  const { past } = tcb
  return past === null || past.iss === null || past.nxt === null || diff(seq, past.nxt) >= 0
}
