import { peerOf, ROLES, type Role } from '@woshou/session'
import { Acknowledgements } from './acknowledgements.ts'
import type { Transmission } from './transmission.ts'

/** How far the ends are from the card that captured. */
export interface Path {
  /** From the card to that end, one way, ms: half of the shortest way there and back. */
  readonly legs: Readonly<Record<Role, number>>
  /** The longest way there and back that was seen, ms. */
  readonly longest: number
}

/**
 * Estimates where the card is, from how long each end takes to acknowledge: near that end next to nothing, far from
 * it a round trip. What was sent more than once is left aside, as nobody knows which sending was acknowledged (Karn;
 * RFC 6298 §3); where there is nothing else, its last sending counts.
 */
export function pathOf(transmissions: readonly Transmission[]): Path {
  const legs: Record<Role, number> = { client: 0, server: 0 }
  let longest = 0
  for (const role of ROLES) {
    const acks = new Acknowledgements(transmissions, peerOf(role))
    const once: number[] = []
    const again: number[] = []
    const prompt = promptOf(acks.sent)
    const own = transmissions.filter((one) => one.from === role && one.end > one.position && one.segment !== null)
    for (const [one, copies] of withCopies(own)) {
      // Text on a SYN may be left for later (RFC 7413).
      const first = acks.firstFor(one.syn ? one.position + 1 : one.end)
      const acknowledging = first === null ? undefined : acks.sent[first]
      if (!acknowledging || acknowledging.at < one.at || !prompt.has(acknowledging)) continue
      const acknowledged = acknowledging.at
      const alike = copies.filter((copy) => copy.at < acknowledged && copy.segment?.flags === one.segment?.flags)
      const sample = acknowledged - (alike.at(-1) ?? one).at
      if (copies.length === 0) once.push(sample)
      else again.push(sample)
    }
    const samples = once.length > 0 ? once : again
    for (const sample of samples) longest = Math.max(longest, sample)
    let shortest = Number.POSITIVE_INFINITY
    for (const sample of samples) shortest = Math.min(shortest, sample)
    legs[peerOf(role)] = samples.length === 0 ? 0 : shortest / 2
  }
  return { legs, longest }
}

/** Those before which nothing of their end is missing: others may have come long after the acknowledgement that is. */
function promptOf(sent: readonly Transmission[]): ReadonlySet<Transmission> {
  let end = Number.NEGATIVE_INFINITY
  return new Set(
    sent.filter((one) => {
      const missing = end !== Number.NEGATIVE_INFINITY && one.position > end && !one.rst
      end = Math.max(end, one.end)
      return !missing
    }),
  )
}

/** What is sent more often than this is no retransmission any more; no host keeps at it so long (RFC 9293 §3.8.3). */
const MOST_COPIES = 64

/** Each first sending of one end, with the later ones that repeat its first number. */
export function withCopies(
  own: readonly Transmission[],
): readonly (readonly [Transmission, readonly Transmission[]])[] {
  const firsts: [Transmission, Transmission[]][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const one of own) {
    if (one.position >= end) {
      firsts.push([one, []])
      end = one.end
      continue
    }
    // Sent again: the newest are the likeliest, and all from its first number on.
    for (let at = firsts.length - 1; at >= 0; at--) {
      const first = firsts[at]
      if (!first || first[0].end <= one.position) break
      const repeated = first[0].position >= one.position && first[0].position < one.end
      if (repeated && first[1].length < MOST_COPIES) first[1].push(one)
    }
    if (one.end > end) {
      firsts.push([one, []])
      end = one.end
    }
  }
  return firsts
}
