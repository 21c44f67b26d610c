import { ACK, add, FIN, isSynchronized, judge, RST, type RuleId, type Segment, SYN } from '@woshou/protocol'
import type { End } from '@woshou/session'

/**
 * The rules that were at stake when a right segment was sent: those which one of the slips that people make there would have
 * broken first. Whoever sends it rightly at the first try has kept these, and nothing is said of others.
 */
export function atStake({ tcb }: End, right: Segment): readonly RuleId[] {
  const rules = new Set<RuleId>()
  for (const slip of slips({ tcb }, right)) {
    const [first] = judge(tcb, { ...right, ...slip }).violations
    if (first) rules.add(first.rule)
  }
  return [...rules]
}

/** The rules that are at stake at a check of an arrival: all that the student says of it. */
export const AT_STAKE_IN_CHECKS: readonly RuleId[] = [
  'check-outcome-wrong',
  'check-state-wrong',
  'check-next-expected-wrong',
]

/** One field off, as near as it gets; and an ACK, a FIN or a RST with today's numbers in place of what is due. */
function slips({ tcb }: Pick<End, 'tcb'>, { ack, flags, seq, text }: Segment): readonly Partial<Segment>[] {
  const whole = isSynchronized(tcb) ? tcb : null
  const today = whole ? { seq: whole.snd.nxt, ack: whole.rcv.nxt, text: '' } : { text: '' }
  return [
    { seq: add(seq, -1) },
    { seq: add(seq, 1) },
    { seq: add(seq, 7) },
    ...((flags & ACK) === 0 ? [] : [{ ack: add(ack, -1) }, { ack: add(ack, 1) }, { ack: 0, flags: flags & ~ACK }]),
    { seq: ack, ack: seq },
    ...((flags & FIN) === 0 ? [{ flags: flags | FIN }] : [{ flags: flags & ~FIN }]),
    ...((flags & SYN) === 0 ? [] : [{ flags: flags & ~SYN }]),
    { text: `${text}.` },
    { ...today, flags: ACK },
    { ...today, flags: RST | ACK },
  ]
}
