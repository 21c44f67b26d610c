import { offeredOptions } from './mss.ts'
import { reportOf } from './sack/held.ts'
import { type Flags, type Options, SYN } from './segment.ts'
import { isSynchronized, type Tcb } from './tcb.ts'

/**
 * The options with which a segment of this end leaves, by its flags; null for none. Nobody chooses them: a SYN offers what
 * the policy says (MUST-14), and whatever acknowledges reports what is held beyond the gap (RFC 2018 §4).
 */
export const optionsOf = (tcb: Tcb, flags: Flags): Options | null =>
  flags & SYN ? offeredOptions(tcb.policy) : isSynchronized(tcb) ? reportOf(tcb, flags) : null
