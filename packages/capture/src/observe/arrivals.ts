import { peerOf, ROLES } from '@woshou/session'
import { Acknowledgements } from './acknowledgements.ts'
import type { Path } from './path.ts'
import type { Transmission } from './transmission.ts'

/** When a sending left its end and reached the other one, estimated; ms on the card's clock. */
export interface Journey {
  readonly transmission: Transmission
  readonly sentAt: number
  /** Empty when it was lost. */
  readonly arrivals: readonly number[]
}

/** A fifth of a microsecond keeps a cause before its effect, and never reaches the next packet. */
const EPSILON = 0.0002
/** For this long at least an end may not have seen what it does not acknowledge, ms: queues make round trips long. */
const PATIENCE = 1_000

/**
 * Estimates every journey: half a round trip of that side before and after passing the card, corrected by what the
 * ends say. Text has arrived by the first acknowledgement of it, and, being in order, not before the last segment that
 * did not acknowledge it yet.
 */
export function journeysOf(transmissions: readonly Transmission[], path: Path): readonly Journey[] {
  const { legs, longest } = path
  const patience = Math.max(PATIENCE, 3 * longest)
  const sentAt = new Map(transmissions.map((one) => [one, one.left - legs[one.from]]))
  const arrivals = new Map<Transmission, number[]>()
  for (const role of ROLES) {
    const peer = peerOf(role)
    const acks = new Acknowledgements(transmissions, peer)
    const received = new Received()
    let last = Number.NEGATIVE_INFINITY
    let sent = Number.NEGATIVE_INFINITY
    for (const one of transmissions) {
      if (one.from !== role) continue
      const before = sent
      sent = sentAt.get(one) ?? sent
      if (one.lost) continue
      let arrival = Math.max(one.at + legs[peer], last + EPSILON)
      const first =
        one.end > one.position && !one.rst && !received.has(one)
          ? acks.firstFor(one.syn ? one.position + 1 : one.end)
          : null
      const acknowledging = first === null ? undefined : acks.sent[first]
      if (first !== null && acknowledging && acknowledging.at > one.at) {
        const known = acks.sent.slice(Math.max(0, first - 1), first).find(({ rst }) => !rst)
        const unaware = known === undefined ? Number.NEGATIVE_INFINITY : known.at - legs[peer]
        if (received.expects(one) && unaware > arrival && unaware - arrival <= patience) arrival = unaware + EPSILON
        arrival = Math.min(arrival, acknowledging.at - legs[peer] - EPSILON / 2)
        if (one.segment === null) {
          // Nobody saw it pass: it left one way before it arrived, but after what its end had sent before.
          sent = Math.max(before + EPSILON / 4, Math.min(sent, arrival - legs[role] - legs[peer]))
          sentAt.set(one, sent)
        }
        arrival = Math.max(arrival, sent + EPSILON / 2)
      }
      if (one.end > one.position && !one.rst) received.take(one)
      last = Math.max(last, arrival)
      arrivals.set(one, [arrival, ...one.copies.map((at) => Math.max(at + legs[peer], arrival + EPSILON))])
    }
  }
  return transmissions.map((transmission) => ({
    transmission,
    sentAt: sentAt.get(transmission) ?? 0,
    arrivals: arrivals.get(transmission) ?? [],
  }))
}

/** What an end has received in order, and what waits beyond a gap. */
class Received {
  #next = Number.NEGATIVE_INFINITY
  #beyond: { readonly position: number; readonly end: number }[] = []

  /** Whether it is the next in order. */
  expects({ end, position }: Transmission): boolean {
    return this.#next === Number.NEGATIVE_INFINITY || (position <= this.#next && end > this.#next)
  }

  /** Whether it repeats what has been received in order. */
  has({ end }: Transmission): boolean {
    return end <= this.#next
  }

  take(one: Transmission): void {
    if (!this.expects(one)) {
      if (one.position > this.#next) this.#beyond.push({ position: one.position, end: one.end })
      return
    }
    this.#next = one.end
    if (this.#beyond.length === 0) return
    this.#beyond.sort((a, b) => a.position - b.position)
    this.#beyond = this.#beyond.filter(({ end, position }) => {
      if (position > this.#next) return true
      this.#next = Math.max(this.#next, end)
      return false
    })
  }
}
