import type { Conversation } from '../conversation.ts'
import type { Bases } from './bases.ts'
import { cutUp } from './cut-up.ts'
import { withInferred } from './inferred.ts'
import { findOvertaken } from './overtaken.ts'
import { TICK, type Transmission } from './transmission.ts'

/** All sendings of a conversation in the order of passing the card: those captured, cut up as cards do, and those inferred. */
export function transmissionsOf(conversation: Conversation, bases: Bases): readonly Transmission[] {
  const captured = cutUp(conversation, bases)
  spread(captured)
  const overtaken = findOvertaken(conversation, captured)
  const all = withInferred(conversation, captured, overtaken)
  spread(all)
  for (const [late, by] of overtaken) late.left = by.left - TICK / 2
  return all
}

/** No two at once. */
function spread(transmissions: readonly Transmission[]): void {
  let last = Number.NEGATIVE_INFINITY
  for (const one of transmissions) {
    one.at = Math.max(one.at, last + TICK)
    one.left = one.at
    last = one.at
  }
}
