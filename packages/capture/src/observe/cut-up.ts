import { ACK, add, diff, FIN, hasFin, hasRst, hasSyn, RST, type Segment, SYN, seqLength } from '@woshou/protocol'
import { peerOf, ROLES, type Role } from '@woshou/session'
import type { CapturedSegment, Conversation } from '../conversation.ts'
import type { Bases } from './bases.ts'
import type { Transmission } from './transmission.ts'

/** What a segment holds at most where no MSS option was seen. */
const USUAL_MSS = 1_460
/** Two cards of one machine see the same packet within this many ms. */
const SEEN_TWICE = 5
/**
 * The captured segments. Where the operating system handed its card more than one segment at a time (segmentation
 * offload), the pieces are told by the acknowledgements that fall between them.
 */
export function cutUp({ segments }: Conversation, bases: Bases): readonly Transmission[] {
  const mss = (role: Role) =>
    segments.find(({ from, segment }) => from === role && segment.options?.mss)?.segment.options?.mss ?? USUAL_MSS
  const largest = { client: mss('server'), server: mss('client') }
  const cuts: Record<Role, number[]> = { client: [], server: [] }
  for (const { from, segment } of segments)
    if ((segment.flags & (ACK | RST)) === ACK) cuts[peerOf(from)].push(diff(segment.ack, bases[peerOf(from)]))
  for (const role of ROLES) cuts[role] = [...new Set(cuts[role])].sort((a, b) => a - b)
  const cutText = new Set(segments.filter(({ missing }) => missing > 0).map(({ from }) => from))
  const out: Transmission[] = []
  const firstOf = new Map<number, Transmission>()
  segments.forEach((one, index) => {
    const original = one.copyOf === null ? undefined : firstOf.get(one.copyOf)
    if (original) {
      firstOf.set(index, original)
      if (one.at - original.at > SEEN_TWICE) original.copies.push(one.at)
      return
    }
    const known = cutText.has(one.from) ? { ...one.segment, text: '.'.repeat(one.segment.text.length) } : one.segment
    const pieces =
      known.text.length > largest[one.from] && !(known.flags & (SYN | RST))
        ? pieced(known, diff(known.seq, bases[one.from]), cuts[one.from])
        : [known]
    pieces.forEach((segment, piece) => {
      const made = transmission(one, segment, piece, bases)
      if (piece === 0) firstOf.set(index, made)
      out.push(made)
    })
  })
  return out
}

function transmission(one: CapturedSegment, segment: Segment, piece: number, bases: Bases): Transmission {
  const position = diff(segment.seq, bases[one.from])
  const to = peerOf(one.from)
  return {
    from: one.from,
    position,
    end: position + seqLength(segment),
    acknowledges: segment.flags & ACK ? diff(segment.ack, bases[to]) : null,
    at: one.at,
    left: one.at,
    segment,
    syn: hasSyn(segment),
    fin: hasFin(segment),
    rst: hasRst(segment),
    packet: one.packet,
    piece,
    copies: [],
    lost: false,
  }
}

/** The first of an ascending list that is greater than `value`: its index. */
function after(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}

function pieced(segment: Segment, position: number, cuts: readonly number[]): readonly Segment[] {
  const pieces: Segment[] = []
  const { length } = segment.text
  let from = 0
  for (let at = after(cuts, position); from < length; at++) {
    const to = Math.min(length, (cuts[at] ?? Number.POSITIVE_INFINITY) - position)
    const last = to === length
    const flags = last ? segment.flags : segment.flags & ~FIN
    pieces.push({ ...segment, flags, seq: add(segment.seq, from), text: segment.text.slice(from, to) })
    from = to
  }
  return pieces
}
