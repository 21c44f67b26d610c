/**
 * What the rules of this build are called in a session's first event. 2: only the front of the queue is sent again (RFC
 * 6298 5.4), TIME-WAIT acknowledges, notes lead to what is due, remarks, withheld values. Logs of 1 fold as ever: their
 * verdicts are stored.
 */
export const RULES_VERSION = 2

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
