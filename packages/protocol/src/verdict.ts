import type { RuleId } from './rule-id.ts'

/** How an allowed number comes about, so that it can be written "SND.NXT = ISS + 1 = 101", raw or relative. */
export interface Worked {
  /** The number, or the flags or state as words. */
  readonly value: number | string
  /** The variable it is, such as `SND.NXT`; '' when it is none. */
  readonly of: string
  /** What is counted from, such as ISS. */
  readonly base?: { readonly name: string; readonly value: number }
  /** What was counted: SYN and FIN one each, text its bytes. */
  readonly plus?: readonly { readonly what: 'SYN' | 'FIN' | 'text'; readonly count: number }[]
  /** Whose numbering it is in: `send` from ISS, `receive` from IRS. */
  readonly space: 'send' | 'receive' | 'none'
}

export type Field = 'flags' | 'seq' | 'ack' | 'text' | 'window' | 'state' | 'call' | 'outcome' | 'next'

/** What is wrong with a move: data, worded in the catalogue. */
export interface Violation {
  readonly rule: RuleId
  /** Its section: of RFC 9293 unless another RFC is named. */
  readonly section: string
  readonly field: Field
  readonly chosen: number | string
  /** The values that would have been right, the likeliest first; empty when nothing may be sent. */
  readonly allowed: readonly Worked[]
  /** Further values for the sentence's placeholders. */
  readonly because?: Readonly<Record<string, number | string>>
}

/** Something worth saying about a move that is right. */
export interface Remark {
  readonly rule: RuleId
}

export interface Verdict {
  readonly legal: boolean
  /** The first explains most. Empty when legal. */
  readonly violations: readonly Violation[]
  readonly remarks: readonly Remark[]
}
