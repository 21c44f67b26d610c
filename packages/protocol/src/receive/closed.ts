import { resetFor } from '../owe.ts'
import type { Arrival } from '../reception.ts'
import { hasRst } from '../segment.ts'
import { owe, stop } from './arrival.ts'

/** §3.10.7.1: everything is discarded, and everything but a RST is answered with one. */
export function receiveClosed(arrival: Arrival): void {
  if (hasRst(arrival.segment)) {
    stop(arrival, 'closed', 'dropped')
    return
  }
  owe(arrival, 'reset-no-connection', resetFor(arrival.segment))
  stop(arrival, 'closed', 'reset')
}
