import type { Scenario } from './scenario.ts'

/**
 * What the rules of this build are called in a session's first event. 2: only the front of the queue is sent again (RFC
 * 6298 5.4), TIME-WAIT acknowledges, notes lead to what is due, remarks, withheld values. 3: a listening host has queues,
 * where the scenario says so. Logs of 1 and 2 fold as ever: their verdicts are stored.
 */
export const RULES_VERSION = 3

/** The oldest rules that bring about the same as this build's where a scenario asks for nothing newer. */
export const OLDEST_SAME_RULES = 2

/** The rules that a scenario is played by: the oldest that know all it asks for, so that older builds can go on with it. */
export const rulesOf = ({ ends }: Pick<Scenario, 'ends'>): number =>
  ends.client.listen || ends.server.listen ? RULES_VERSION : OLDEST_SAME_RULES

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
