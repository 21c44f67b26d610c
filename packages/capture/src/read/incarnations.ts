import { ACK, add, FIN, RST, type Segment, SYN } from '@woshou/protocol'

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
        starts.push(index)
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
