import { answering } from './answering.ts'
import { applicationRules, didNotOpen } from './judge/application.ts'
import { closeRules } from './judge/close.ts'
import { lossRules, windowRules } from './judge/congestion.ts'
import { ackRules, dataRules, flagRules, thirdNotModulo } from './judge/data.ts'
import { fallbackRules } from './judge/fallback.ts'
import { handshakeRules } from './judge/handshake.ts'
import { lead } from './judge/lead.ts'
import { type Rule, wrongMoveOf } from './judge/move.ts'
import { isnIsNotTheCookie, queueFull } from './judge/queues.ts'
import { remarksOn } from './judge/remarks.ts'
import { resetRules } from './judge/reset.ts'
import { retransmissionRules } from './judge/retransmission.ts'
import { isRight } from './judge/right.ts'
import type { Segment } from './segment.ts'
import type { Tcb } from './tcb.ts'
import type { Verdict, Violation } from './verdict.ts'

/**
 * The rules in the order in which they explain: what the segment is at all, which phase it belongs to, its
 * acknowledgement, its number, its text, and last whether anybody asked for it.
 */
const RULES: readonly Rule[] = [
  queueFull,
  ...flagRules,
  ...resetRules,
  ...closeRules,
  didNotOpen,
  thirdNotModulo,
  ...handshakeRules,
  ...lossRules,
  isnIsNotTheCookie,
  ...retransmissionRules,
  ...ackRules,
  ...dataRules,
  ...windowRules,
  ...applicationRules,
]

const LEGAL: Verdict = { legal: true, violations: [], remarks: [] }

/**
 * Whether `segment` is what the sender's state calls for, and if not why not. It reads the sender's TCB alone
 * (never the peer's), so browsers can run it. Total: nothing throws.
 */
export function judge(own: Tcb, segment: Segment): Verdict {
  const tcb = answering(own)
  if (isRight(tcb, segment)) {
    const remarks = remarksOn(tcb, segment)
    return remarks.length === 0 ? LEGAL : { legal: true, violations: [], remarks }
  }
  const move = wrongMoveOf(tcb, segment)
  const violations: Violation[] = []
  for (const rule of RULES) {
    const found = rule(move)
    if (found !== null && !violations.some((v) => v.rule === found.rule)) violations.push(found)
  }
  if (violations.length === 0)
    for (const rule of fallbackRules) {
      const found = rule(move)
      if (found !== null) {
        violations.push(found)
        break
      }
    }
  return { legal: false, violations: lead(tcb, segment, violations), remarks: [] }
}
