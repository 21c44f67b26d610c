import type { RuleId } from '../rule-id.ts'

export type Locale = 'en' | 'zh-CN'

/** What is said about one rule in one language. Placeholders in braces are filled from the violation. */
export interface Wording {
  /** At most eight words. */
  readonly title: string
  /** What is wrong here, with the numbers. */
  readonly sentence: string
  /** The belief behind it, addressed kindly. */
  readonly misconception: string
  /** Why the protocol is so. */
  readonly lesson: string
  /** What a real stack would do. */
  readonly realStack: string
}

export type Wordings<Id extends RuleId = RuleId> = Readonly<Record<Id, Readonly<Record<Locale, Wording>>>>
