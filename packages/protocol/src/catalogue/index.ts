/** Every sentence about the protocol, in both languages. Apart from the engine, because of its size. */
import { RULE_IDS, type RuleId } from '../rule-id.ts'
import { FACTS } from './facts/index.ts'
import type { RuleFacts } from './facts/rule-facts.ts'

export { formatCitation } from './citation.ts'
export { describe, type Explanation, explain, formatSection, formatWorkedNumber, type NumberFormat } from './explain.ts'
export type { Category, RuleFacts, Severity } from './facts/rule-facts.ts'
export { type Hints, hints } from './hints.ts'
export { type RemarkWords, remarkWords } from './remark.ts'
export {
  CALL_ERROR_SENTENCES,
  CHANGE_SENTENCES,
  DUE_SENTENCES,
  OUTCOME_WORDS,
  OWED_SENTENCES,
  SIGNAL_SENTENCES,
  STATE_SENTENCES,
  STEP_SENTENCES,
  TIMER_WORDS,
  TYPED_ERROR_SENTENCES,
  VARIABLE_SENTENCES,
} from './terms.ts'
export type { Locale, Wording } from './wording.ts'
export { WORDINGS } from './wordings.ts'

/** A rule with its category, severity, sections and states. */
export interface RuleEntry extends RuleFacts {
  readonly id: RuleId
}

/** All rules, by id. */
export const RULES: Readonly<Record<RuleId, RuleEntry>> = Object.fromEntries(
  RULE_IDS.map((id) => [id, { id, ...FACTS[id] }]),
) as Record<RuleId, RuleEntry>
