import type { Scenario } from './scenario.ts'

/**
 * What the rules of this build are called in a session's first event. 2: only the front of the queue is sent again (RFC
 * 6298 5.4), TIME-WAIT acknowledges, notes lead to what is due, remarks, withheld values. 3: what `isNewIn3` names, where the
 * scenario asks for it. Logs of 1 and 2 fold as ever: their verdicts are stored.
 */
export const RULES_VERSION = 3

/** The oldest rules that bring about the same as this build's where a scenario asks for nothing newer. */
export const OLDEST_SAME_RULES = 2

/** The rules that a scenario is played by: the oldest that know all it asks for, so that older builds can go on with it. */
export const rulesOf = (scenario: Asked): number => (isNewIn3(scenario) ? RULES_VERSION : OLDEST_SAME_RULES)

type Asked = Pick<Scenario, 'ends' | 'link' | 'policy' | 'timers'>

/**
 * Whether builds whose rules are 2 would bring about something else: a listening host's queues, congestion control, selective
 * acknowledgements, bounds on probes and challenge ACKs, silly windows avoided, a faulty stack or box on the way, a pulled cable,
 * a wish that waits for quiet.
 */
function isNewIn3({ ends, link, policy, timers }: Asked): boolean {
  const { congestion = 'none', sack, keepAliveProbes, challengeAcks, avoidsSilly } = policy ?? {}
  return (
    [ends.client, ends.server].some(({ listen, wishes }) => listen || wishes.some(({ when }) => when.quiet)) ||
    congestion !== 'none' ||
    [sack, keepAliveProbes, challengeAcks, avoidsSilly, link.middlebox, link.cutWhenDone].some(Boolean) ||
    link.faults.some((fault) => fault.do === 'alter' || fault.alter) ||
    link.old.some(({ ack, seq }) => typeof seq !== 'number' || typeof ack !== 'number') ||
    timers.includes('idle-restart')
  )
}

/**
 * Whether a log was begun by rules that this build does not have: what it says could be folded into something that never
 * was. It is not folded at all, and whoever wanted it is told to use a newer build.
 * @param first a log's first event, whole or as a viewer sees it, of whatever build
 */
export const hasNewerRules = (first: object | undefined): boolean =>
  first !== undefined &&
  'rulesVersion' in first &&
  typeof first.rulesVersion === 'number' &&
  first.rulesVersion > RULES_VERSION
