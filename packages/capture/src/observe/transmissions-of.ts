import type { Conversation } from '../conversation.ts'
import type { Bases } from './bases.ts'
import { causesFirst } from './causes-first.ts'
import { cutUp } from './cut-up.ts'
import { withInferred } from './inferred.ts'
import { findOvertaken } from './overtaken.ts'
import { TICK, type Transmission } from './transmission.ts'

/** All sendings of a conversation in the order of passing the card: those captured, cut up as cards do, and those inferred. */
export function transmissionsOf(conversation: Conversation, bases: Bases): readonly Transmission[] {
  const captured = causesFirst(cutUp(conversation, bases))
  spread(captured)
  const overtaken = findOvertaken(conversation, captured)
  const all = withInferred(conversation, captured, overtaken)
  spread(all)
  for (const [by, late] of overtakenBy(overtaken))
    for (const [n, one] of late.entries()) one.left = by.left - (TICK / 2) * (1 - n / late.length)
  return all
}

/** By the one that overtook them, in the order of their numbers: an acknowledgement goes before text with its number. */
function overtakenBy(
  overtaken: ReadonlyMap<Transmission, Transmission>,
): ReadonlyMap<Transmission, readonly Transmission[]> {
  const late = new Map<Transmission, Transmission[]>()
  for (const [one, by] of overtaken) late.set(by, [...(late.get(by) ?? []), one])
  for (const several of late.values()) several.sort((a, b) => a.position - b.position || a.end - b.end)
  return late
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
