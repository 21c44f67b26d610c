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

/**
 * What is wrong with a move: data, worded in the catalogue.
 *
 * A violation can be obeyed. By `field`: `seq`, `ack`, `text` (a length in bytes) and `window` take the first allowed
 * value; `flags`, `call` and `state` take the first allowed one as the segment's flags (`SYN,ACK`). Nothing allowed means
 * "wait": nothing is to be sent now. Whoever obeys the first violation of a segment, and then the first one of what that
 * leads to, arrives at a right segment after one step for each field at most, or is told to wait at once, and only where
 * nothing is due (`obedience.test.ts`).
 */
export interface Violation {
  readonly rule: RuleId
  /** Its section: of RFC 9293 unless another RFC is named. */
  readonly section: string
  readonly field: Field
  readonly chosen: number | string
  /** The values that would have been right, the likeliest first; empty exactly when nothing is to be sent: wait. */
  readonly allowed: readonly Worked[]
  /** Further values for the sentence's placeholders; `case` names a sentence of its own (`catalogue/cases.ts`). */
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
