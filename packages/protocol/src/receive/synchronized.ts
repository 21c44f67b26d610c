import { takeFin } from './eighth-fin.ts'
import { checkAck } from './fifth-ack.ts'
import { checkSequence } from './first-sequence.ts'
import { checkSyn } from './fourth-syn.ts'
import { checkRst } from './second-rst.ts'
import { takeText } from './seventh-text.ts'
import type { Synchronized } from './synchronized-arrival.ts'

/** One step of §3.10.7.4; true when the segment goes no further. */
type Check = (arrival: Synchronized) => boolean

/** The checks of RFC 9293 §3.10.7.4, in the RFC's order. Third (security) is not taught. */
const CHECKS: readonly Check[] = [checkSequence, checkRst, checkSyn, checkAck, checkUrg, takeText, takeFin]

/** §3.10.7.4: SYN-RECEIVED and all states after it. */
export function receiveSynchronized(arrival: Synchronized): void {
  for (const check of CHECKS) if (check(arrival)) return
}

/** Sixth: URG. The urgent pointer is carried and not modelled (RFC 9293 §3.8.5: new applications SHOULD NOT use it). */
function checkUrg(_arrival: Synchronized): boolean {
  return false
}
