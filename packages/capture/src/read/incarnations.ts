import { ACK, add, diff, FIN, RST, type Segment, SYN } from '@woshou/protocol'

/**
 * A card with several queues, or two cards, write what answers up to so long before what it answers, ms. No end sends
 * again so soon what has been acknowledged.
 */
export const WRITTEN_LATE = 10

/** What lies further from a SYN than this belongs to another connection between the same ports. */
const NEAR = 65_536

/** A segment of one pair of addresses and ports, not yet given to a connection. */
export interface PairSegment {
  readonly packet: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Whether the pair's first address and port sent it. */
  readonly forth: boolean
  readonly segment: Segment
  readonly missing: number
  readonly id: number | null
}

/** What is known of one direction of the connection under way. */
interface Direction {
  isn: number | null
  sent: boolean
  fin: boolean
}

/**
 * Tells the connections which followed one another between one pair of addresses and ports: where each begins. A SYN
 * with a number of its own begins a new one when the one before is over, when it is answered by SYN,ACK, or when nobody
 * has answered anything yet. Otherwise it is an attempt upon the connection there is, and belongs to it.
 */
export function incarnations(segments: readonly PairSegment[]): readonly number[] {
  const starts: number[] = []
  const replies = repliesTo(segments)
  let reset = false
  let directions = both()
  segments.forEach(({ forth, segment }, index) => {
    const { flags, seq } = segment
    if (index === 0) starts.push(0)
    else if ((flags & (SYN | ACK | RST)) === SYN) {
      const own = directions[forth ? 'forth' : 'back']
      const other = directions[forth ? 'back' : 'forth']
      const closed = own.fin && other.fin
      const over = reset || closed
      const answered = answers(segments[replies[index] ?? -1]?.segment, segment)
      const crossing = own.isn === null && !own.sent && !over
      const anew = own.isn !== seq && !crossing && (over || answered || !other.sent)
      // Stacks made by hand begin with the same number every time.
      if (anew || (closed && answered)) {
        const last = starts.at(-1) ?? 0
        const early = anew ? writtenBefore(segments, index, last) : index
        if (early > last) starts.push(early)
        reset = false
        directions = both()
      }
    }
    const own = directions[forth ? 'forth' : 'back']
    if (flags & RST) {
      // A refusal of something unacceptable leaves the connection alone; a later SYN tells.
      reset = true
      return
    }
    own.sent = true
    if (flags & SYN) own.isn ??= seq
    if (flags & FIN) own.fin = true
  })
  return starts
}

const both = () => ({
  forth: { isn: null, sent: false, fin: false } as Direction,
  back: { isn: null, sent: false, fin: false } as Direction,
})

/** For each segment that which the other end sends next: its index, or undefined. */
function repliesTo(segments: readonly PairSegment[]): readonly (number | undefined)[] {
  const next: { forth?: number; back?: number } = {}
  const replies: (number | undefined)[] = []
  for (let index = segments.length - 1; index >= 0; index--) {
    const forth = segments[index]?.forth
    replies[index] = forth ? next.back : next.forth
    next[forth ? 'forth' : 'back'] = index
  }
  return replies
}

/** Whether a SYN is answered at once by the SYN,ACK that acknowledges it. */
function answers(reply: Segment | undefined, syn: Segment): boolean {
  return reply !== undefined && (reply.flags & (SYN | ACK | RST)) === (SYN | ACK) && reply.ack === add(syn.seq, 1)
}

/** Where a connection begins whose SYN stands at `index`: the card may have written answers before it. */
function writtenBefore(segments: readonly PairSegment[], index: number, start: number): number {
  const syn = segments[index]
  let first = index
  for (let back = index - 1; syn && back >= start; back--) {
    const other = segments[back]
    if (!other || !followsNevertheless(other, syn)) break
    first = back
  }
  return first
}

/** Whether what was written shortly before a SYN belongs behind it: it acknowledges it, or goes on from it. */
export function followsNevertheless(one: PairSegment, syn: PairSegment): boolean {
  const gap = syn.at - one.at
  if (gap < 0 || gap > WRITTEN_LATE) return false
  const { ack, flags, seq } = one.segment
  const same = one.forth === syn.forth
  if (same ? flags & (SYN | RST) : !(flags & ACK)) return false
  const beyond = diff(same ? seq : ack, add(syn.segment.seq, 1))
  return beyond >= 0 && beyond < NEAR
}
