import { ACK, hasAck, hasFin, hasSyn, RST, type RuleId, type Segment, SYN, type Violation } from '@woshou/protocol'
import { peerOf, ROLES, type Role, type Untold } from '@woshou/session'
import type { Conversation } from '../conversation.ts'
import { isFinShifted, isShifted, SMALLEST_MSS } from './shifted.ts'
import type { Transmission } from './transmission.ts'

/**
 * What the capture says of a segment that the judge, knowing no more than the capture, calls wrong. right: another stack
 * than the judge's does so, or what follows shows that it was. wrong: nothing that may be missing explains it. Otherwise
 * why nothing can be said.
 */
export type Finding = 'right' | 'wrong' | Untold

type Seen = Transmission & { readonly segment: Segment }

/** Wrong whatever else was sent: a header that contradicts itself, or numbers that no accident brings together. */
const CERTAIN: ReadonlySet<RuleId> = new Set<RuleId>([
  'syn-with-fin',
  'syn-with-rst',
  'fin-without-ack-flag',
  'missing-ack-flag-established',
  'handshake-ack-missing-flag',
])
/** As certain where nothing else is missing: the number is another one's, exactly. */
const CERTAIN_WHEN_COMPLETE: ReadonlySet<RuleId> = new Set<RuleId>([
  'swapped-seq-and-ack',
  'relative-instead-of-absolute',
  'synack-ack-is-own-isn',
  'synack-ack-equals-isn',
  'own-isn-copied-from-peer',
])
/** What lies further away may belong to another connection between the same ports. */
const NEAR = 65_536
/** A listener that gives up and is asked again chooses another number; it does not do so sooner, ms. */
const GIVEN_UP = 3_000
/** No timer runs out sooner, so what comes this soon is an answer, ms (RFC 6298 §2.4 and what kernels make of it). */
const AT_ONCE = 200
/** So many segments of one conversation are asked whether all besides them is there. */
const MOST_ASKED = 200

/** The capture of one conversation as a witness: what it can prove, and what it cannot know. */
export class Evidence {
  readonly #own: Readonly<Record<Role, readonly Seen[]>>
  readonly #place = new Map<Transmission, number>()
  /** Up to which position an end had sent with each of its own. */
  readonly #highest: Readonly<Record<Role, readonly number[]>>
  readonly #acks: Readonly<Record<Role, ReadonlySet<number>>>
  readonly #longest: Readonly<Record<Role, number>>
  readonly #whole: boolean
  #asked = 0

  constructor({ leftOut, segments, start }: Conversation, transmissions: readonly Transmission[]) {
    const own = (role: Role) =>
      transmissions.filter((one): one is Seen => one.from === role && one.segment !== null && !one.rst)
    this.#own = { client: own('client'), server: own('server') }
    const highest = (role: Role) => {
      let end = Number.NEGATIVE_INFINITY
      return this.#own[role].map((one) => {
        end = Math.max(end, one.end)
        return end
      })
    }
    this.#highest = { client: highest('client'), server: highest('server') }
    const acks = (role: Role) =>
      new Set(
        transmissions.flatMap((one) =>
          one.from === role && one.segment && hasAck(one.segment) ? [one.acknowledges ?? 0] : [],
        ),
      )
    this.#acks = { client: acks('client'), server: acks('server') }
    const longest = (role: Role) =>
      Math.max(0, ...this.#own[role].slice(0, 10_000).map(({ segment }) => segment.text.length))
    this.#longest = { client: longest('client'), server: longest('server') }
    for (const role of ROLES) for (const [n, one] of this.#own[role].entries()) this.#place.set(one, n)
    this.#whole = start === 'syn' && leftOut === 0 && segments.length > 0
  }

  /** @param one a sending that the judge found wrong, with `violation` first */
  weigh(one: Transmission, violation: Violation): Finding {
    if (one.segment === null) return 'right'
    const seen = one as Seen
    const { flags } = one.segment
    // §3.1: what is neither SYN nor RST carries ACK.
    if (CERTAIN.has(violation.rule) || (flags & (SYN | RST | ACK)) === 0) return 'wrong'
    if (this.#contradictsItself(seen)) return 'wrong'
    if (seen.rst) return this.#reset(seen)
    if (this.#isRight(seen, violation)) return 'right'
    const peer = peerOf(seen.from)
    if (this.#own[peer].length === 0) return { reason: 'one-direction', whose: peer }
    if (this.#isWrong(seen, violation)) return 'wrong'
    return this.#untold(seen, violation)
  }

  #untold(one: Seen, { rule }: Violation): Untold {
    const peer = peerOf(one.from)
    if (rule === 'data-exceeds-window' || rule === 'data-into-zero-window')
      return { reason: 'window-unknown', whose: peer }
    if (!this.#whole) return { reason: 'beginning-missing', whose: one.from }
    const before = this.#before(one)
    if (one.position > before && before > Number.NEGATIVE_INFINITY)
      return { reason: 'segments-missing', whose: one.from }
    const acknowledged = one.acknowledges ?? 0
    if (acknowledged > this.#sentBy(peer, one.at)) return { reason: 'segments-missing', whose: peer }
    return { reason: 'order-unknown', whose: one.from }
  }

  /** RFC 9293 §3.10.7.1 and .5, §3.6.1: what a RST may be numbered, and that nobody sees what for. */
  #reset(one: Seen): Finding {
    const { from, position } = one
    const peer = peerOf(from)
    const answersSyn = one.segment.seq === 0 && this.#own[peer].some(({ end }) => end === one.acknowledges)
    if (answersSyn || this.#acks[peer].has(position)) return 'right'
    const sent = this.#own[from]
    const highest = this.#highest[from].at(-1)
    if (
      highest !== undefined &&
      position >= Math.min(...sent.slice(0, 8).map((other) => other.position)) &&
      position <= highest
    )
      return 'right'
    return { reason: 'reset-cause-unseen', whose: from }
  }

  /** What other stacks do, and what later segments explain. */
  #isRight(one: Seen, { rule }: Violation): boolean {
    const { acknowledges, end, from, position, segment } = one
    const peer = peerOf(from)
    const before = this.#before(one)
    if (rule === 'text-exceeds-mss') return true
    // New text may read like text that is still under way: what the application gave, nobody saw.
    if (rule === 'retransmit-data-new-seq' && position === before) return true
    // A keep-alive, or a probe of a closed window, with a byte of garbage (§3.8.4): Windows and BSD send one.
    if (segment.text.length <= 1 && !hasSyn(segment) && !hasFin(segment) && position === before - 1) return true
    // TCP Fast Open (RFC 7413): the SYN,ACK acknowledges text, and its sender need not wait for the third segment.
    const asked = this.#own[peer].find(({ syn }) => syn)
    if (asked && asked.segment.text !== '') {
      if (hasSyn(segment) && acknowledges !== null && acknowledges > asked.position && acknowledges <= asked.end)
        return true
      if (rule === 'data-before-established') return true
    }
    // Sent again from before what the card had not seen: it had been lost on the way to it.
    if (position > before && this.#isFilledLater(one, before)) return true
    // Sent again, of which the card had not seen all.
    if (end > position && end <= before && !this.#isSeenBefore(one)) return true
    return end > position || acknowledges === null ? false : this.#isInsideLarge(acknowledges, peer)
  }

  /** Later sendings bring all between `from` and the segment. */
  #isFilledLater(one: Seen, from: number): boolean {
    let next = from
    const later = this.#own[one.from].slice((this.#place.get(one) ?? 0) + 1)
    for (const { end, position } of later) {
      if (position <= next && end > next) next = end
      if (next >= one.position) return true
    }
    return false
  }

  /** Whether all its numbers had passed the card before. */
  #isSeenBefore(one: Seen): boolean {
    let next = one.position
    const earlier = this.#own[one.from].slice(0, this.#place.get(one) ?? 0)
    const beside = earlier.filter(({ end, position }) => position < one.end && end > one.position)
    for (const { end, position } of beside.sort((a, b) => a.position - b.position))
      if (position <= next) next = Math.max(next, end)
    return next >= one.end
  }

  /** Segments are cut anew on the way, and by cards: then acknowledgements lie inside what passed the card. */
  #isInsideLarge(acknowledged: number, peer: Role): boolean {
    return this.#own[peer].some(
      ({ end, position, segment }) =>
        position < acknowledged && acknowledged < end && segment.text.length > SMALLEST_MSS,
    )
  }

  /** The end's own other segments show that this cannot have been sent: whatever the capture lacks. */
  #contradictsItself(one: Seen): boolean {
    const { end, from, position, segment } = one
    if (one.rst || hasSyn(segment)) return false
    const place = this.#place.get(one) ?? 0
    const before = this.#before(one)
    const probe = segment.text.length <= 1 && position === before - 1
    for (const other of this.#own[from]) {
      if (other === one || other.syn) continue
      // Nothing follows a FIN.
      if (hasFin(other.segment) && end > other.end && end - other.end < NEAR) return true
      // What begins at the same number begins with the same bytes.
      if (probe || other.position !== position) continue
      const length = Math.min(segment.text.length, other.segment.text.length)
      const own = segment.text.slice(0, length)
      const theirs = other.segment.text.slice(0, length)
      if (length > 1 && own !== theirs && !UNKNOWN.test(own) && !UNKNOWN.test(theirs)) return true
    }
    const later = this.#own[from].slice(place + 1)
    const acknowledged = this.#acks[peerOf(from)]
    return isShifted(one, before, later, acknowledged) || isFinShifted(one, later, acknowledged)
  }

  /** Wrong unless something is missing of which there is no sign. */
  #isWrong(one: Seen, { rule }: Violation): boolean {
    const { acknowledges, from, position, segment } = one
    const peer = peerOf(from)
    const before = this.#before(one)
    if (acknowledges !== null) {
      const fin = this.#own[peer].find((other) => hasFin(other.segment))
      // Beyond the peer's FIN there is nothing to acknowledge.
      if (fin && acknowledges > fin.end && acknowledges - fin.end < NEAR && this.#highest[peer].at(-1) === fin.end)
        return true
      // The FIN was sent before what it acknowledges here came, so that this followed it.
      const own = this.#own[from].find((other) => hasFin(other.segment) && other !== one)
      if (own && fin && segment.text === '' && !hasFin(segment) && position === own.end - 1)
        if ((fin.acknowledges ?? 0) >= own.end && acknowledges >= fin.end) return true
    }
    if (!this.#isComplete(one)) return false
    if (CERTAIN_WHEN_COMPLETE.has(rule)) return true
    if (this.#beginsNowhere(one, before)) return true
    if (hasSyn(segment)) {
      if (acknowledges === null) return false
      const asked = this.#own[peer].filter(({ syn }) => syn)
      if (asked.some((syn) => syn.end === acknowledges)) {
        const first = this.#own[from].find(({ syn }) => syn)
        return first !== undefined && first !== one && first.position !== position && one.at - first.at < GIVEN_UP
      }
      return asked.length > 0 && asked.every((syn) => Math.abs(syn.end - acknowledges) <= 16)
    }
    if (acknowledges !== null) {
      // The SYN,ACK was there to be acknowledged.
      if (acknowledges === 0 && this.#own[peer].some(({ at, syn }) => syn && at < one.at)) return true
      if (this.#isAnsweredFromBelow(one, acknowledges)) return true
      const known = this.#sentBy(peer, one.at)
      const next = this.#own[peer].find((other) => other.at > one.at && other.end > known)
      // One too high, and its peer goes on with more than the one byte that might be missing.
      if (acknowledges === known + 1 && next && next.position === known && next.end > acknowledges) return true
      if (this.#isInsideSmall(acknowledges, peer)) return true
    }
    return false
  }

  /**
   * A pure ACK of the peer that answers what was sent with or after `one`, and still has a lower number than `one`
   * acknowledges: the peer had not sent that much.
   */
  #isAnsweredFromBelow(one: Seen, acknowledged: number): boolean {
    const place = this.#place.get(one) ?? 0
    const asking = this.#own[one.from]
      .slice(place)
      .find((other) => other.end > Math.max(other.position, this.#before(other)))
    if (!asking || (asking.acknowledges ?? 0) < acknowledged) return false
    const answer = this.#own[peerOf(one.from)].find(
      (other) => other.at > asking.at && (other.acknowledges ?? 0) >= asking.end,
    )
    if (!answer || answer.end > answer.position || answer.at - asking.at > AT_ONCE) return false
    return answer.position < acknowledged
  }

  /**
   * Text that is sent again begins where it began before, or where the peer's acknowledgement stands; what reaches back
   * by another number, and brings something new, has a wrong one.
   */
  #beginsNowhere(one: Seen, before: number): boolean {
    const { end, from, position, segment } = one
    if (segment.text.length < 2 || position >= before || end <= before) return false
    return (
      this.#longest[from] <= SMALLEST_MSS &&
      !this.#acks[peerOf(from)].has(position) &&
      !this.#own[from].some((other) => other !== one && (other.position === position || other.end === position))
    )
  }

  /** Within a segment that no link would have cut, where nothing else ends. */
  #isInsideSmall(acknowledged: number, peer: Role): boolean {
    const around = this.#own[peer].filter(({ end, position }) => position <= acknowledged && end >= acknowledged)
    return (
      around.length === 1 &&
      around.every(
        ({ end, position, segment }) =>
          position < acknowledged && acknowledged < end && !hasSyn(segment) && segment.text.length <= SMALLEST_MSS,
      ) &&
      this.#longest[peer] <= SMALLEST_MSS
    )
  }

  /** Whether both directions are there from the SYN on without a gap, with `one` where it stands or without it. */
  #isComplete(one: Seen): boolean {
    if (!this.#whole || ++this.#asked > MOST_ASKED) return false
    return this.#isCompleteBut(null) || this.#isCompleteBut(one)
  }

  #isCompleteBut(one: Seen | null): boolean {
    const reached: Record<Role, number> = { client: 0, server: 0 }
    for (const role of ROLES) {
      const own = this.#own[role]
      if (own.length === 0) return false
      for (const other of own) {
        if (other === one) continue
        if (other.position > reached[role]) return false
        reached[role] = Math.max(reached[role], other.end)
      }
    }
    return true
  }

  /** Up to where its end had sent before it; −∞ before its first. */
  #before(one: Seen): number {
    const { from } = one
    const place = this.#place.get(one)
    if (place === undefined) return this.#sentBy(from, one.at)
    return place === 0 ? Number.NEGATIVE_INFINITY : (this.#highest[from][place - 1] ?? Number.NEGATIVE_INFINITY)
  }

  /** Up to where an end had sent when the card's clock stood at `at`; −∞ when nothing. */
  #sentBy(role: Role, at: number): number {
    const own = this.#own[role]
    let low = 0
    let high = own.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((own[middle]?.at ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low === 0 ? Number.NEGATIVE_INFINITY : (this.#highest[role][low - 1] ?? Number.NEGATIVE_INFINITY)
  }
}

/** Stands for bytes that were not captured. */
const UNKNOWN = /^\.+$/
