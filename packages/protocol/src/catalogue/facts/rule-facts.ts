import type { State } from '../../tcb.ts'

/** What a rule's breach does: see the ground truth's rules.json. */
export type Severity =
  | 'rejected'
  | 'tolerated'
  | 'stalls'
  | 'self-harm'
  | 'harmless'
  | 'changes-meaning'
  | 'state-error'
  | 'legal'

export type Category = 'handshake' | 'retransmission' | 'data' | 'close' | 'reset' | 'application' | 'congestion'

export interface RuleFacts {
  readonly category: Category
  readonly severity: Severity
  /** Its sections, the deciding one first. */
  readonly rfc: readonly string[]
  /** The states of the end that may break it. */
  readonly states: readonly State[]
}
