import type { RuleId, Violation } from '../index.ts'

/** A rule, broken by a move that nothing but moves has led to. */
export interface RuleCase {
  readonly rule: RuleId
  readonly when: string
  readonly violations: () => readonly Violation[]
  /** The right value, where there is one; the sentence must contain the chosen value. */
  readonly right?: number | string
  /** Nothing is right: no value is allowed. */
  readonly waits?: true
}
