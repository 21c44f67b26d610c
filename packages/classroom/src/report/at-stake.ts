import { ACK, add, FIN, isSynchronized, judge, RST, type RuleId, type Segment, SYN } from '@woshou/protocol'
import type { End } from '@woshou/session'

/**
 * The rules that were at stake when a right segment was sent: those which one of the slips that people make there would have
 * broken first. Whoever sends it rightly at the first try has kept these, and nothing is said of others.
 */
export const atStake = (end: End, right: Segment): readonly RuleId[] => [
  ...new Set(slipsAt(end, right).map(({ rule }) => rule)),
]

/** A segment by which somebody would break a rule there, instead of the right one; null where it is not at stake. */
export const slipBreaking = (end: End, right: Segment, rule: RuleId): Segment | null =>
  slipsAt(end, right).find((slip) => slip.rule === rule)?.segment ?? null

/** What people send there, and the rule that it breaks first; what is right all the same is left out. */
const slipsAt = ({ tcb }: End, right: Segment): readonly { readonly segment: Segment; readonly rule: RuleId }[] =>
  slips({ tcb }, right).flatMap((slip) => {
    const segment = { ...right, ...slip }
    const [first] = judge(tcb, segment).violations
    return first ? [{ segment, rule: first.rule }] : []
  })

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
