import type { SackBlock, Segment } from '../segment.ts'
import { add, geq, lt, relativeTo, type Seq } from '../seq.ts'
import type { Sack, SendVariables, SynchronizedTcb } from '../tcb.ts'
import { beyond, blockAt, firstGap, joined, touches } from './blocks.ts'

const NONE: readonly SackBlock[] = []

/**
 * The scoreboard once an acknowledgement has been taken in (RFC 2018 §5).
 * @param snd with SND.UNA as it is now
 * @param before SND.UNA as it was
 */
export function scored(sack: Sack, snd: SendVariables, before: Seq, { options }: Segment): Sack {
  const { una } = snd
  const { recovery } = sack
  // §8: what was reported is asked for all the same. The peer has thrown it away, and nothing else it reported counts.
  const reneged = blockAt(sack.sacked, una) !== undefined
  let sacked = reneged ? NONE : beyond(sack.sacked, una)
  for (const block of options?.sack ?? NONE) if (isReported(block, snd)) sacked = joined(sacked, block)
  // What was missing then is here, and nothing behind it says what else might be.
  const over = recovery !== null && (geq(una, recovery.until) || (una !== before && sacked.length === 0))
  if (sacked === sack.sacked && !over) return sack
  return { ...sack, sacked, recovery: over ? null : recovery }
}

/**
 * Whether a block tells of something that was sent and lies beyond the gap. One that does not is a duplicate's (RFC 2883
 * §4, which begins before SND.UNA), or no truth.
 */
function isReported([left, right]: SackBlock, { una, nxt }: SendVariables): boolean {
  const from = relativeTo(left, una)
  const to = relativeTo(right, una)
  return from > 0 && from < to && to <= relativeTo(nxt, una)
}

/** As many segments behind the first hole as duplicate ACKs tell of a loss (RFC 5681 §3.2). */
const SEGMENTS_OF_A_LOSS = 3

/**
 * Whether the blocks alone tell of a loss: they hold three segments beyond the gap, however many ACKs said so; one may
 * report what several have brought (RFC 6675 §4, IsLost).
 */
export function isKnownLost({ sacked }: Sack, { queue }: SynchronizedTcb): boolean {
  if (sacked.length === 0) return false
  // Where a segment ends in the queue its last number lies before that.
  return queue.filter((end) => blockAt(sacked, add(end, -1)) !== undefined).length >= SEGMENTS_OF_A_LOSS
}

/** The third duplicate ACK has come, or the blocks say as much: from now on what the blocks leave out is sent again. */
export const recovering = (sack: Sack, { nxt }: SendVariables): Sack =>
  sack.recovery === null ? { ...sack, recovery: { until: nxt, again: NONE } } : sack

/**
 * The retransmission timer has run out (RFC 2018 §8): the peer may have thrown away what it reported, so all of it is
 * forgotten, and what lies at SND.UNA is sent again whether it was reported or not.
 */
export function forgotten({ iss, sack, snd }: SynchronizedTcb): Sack | null {
  // While the SYN is not acknowledged, that is what is sent again.
  if (sack === null || snd.una === iss) return sack
  return { ...sack, sacked: NONE, recovery: { until: snd.nxt, again: NONE } }
}

/** The numbers from `from` to before `to` have been sent again. */
export const sentAgain = (sack: Sack, from: Seq, to: Seq): Sack =>
  sack.recovery === null || !lt(from, to)
    ? sack
    : { ...sack, recovery: { ...sack.recovery, again: joined(sack.recovery.again, [from, to]) } }

/**
 * The first hole that is to be sent again now: it lies between SND.UNA and the last block, in none of the blocks, and has
 * not been sent again yet. Null where there is none. Until a block tells more, the front of the queue is one.
 */
export function hole(tcb: SynchronizedTcb): SackBlock | null {
  const { sack, snd } = tcb
  if (sack === null || sack.recovery === null) return null
  return firstGap(snd.una, edge(tcb), sack.recovery.again.reduce(joined, sack.sacked))
}

/** Up to where something is known to be missing: what lies behind the last block may still be on its way. */
const edge = ({ sack, snd, queue }: SynchronizedTcb): Seq => sack?.sacked.at(-1)?.[0] ?? queue[0] ?? snd.nxt

/** Whether the peer has reported any of the numbers from `from` to before `to`. */
export const isSacked = ({ sack }: SynchronizedTcb, from: Seq, to: Seq): boolean =>
  sack !== null && touches(sack.sacked, from, to)

/** Whether the numbers from `from` to before `to` begin in a hole that is to be sent again now, and end before what was reported. */
export function fillsHole(tcb: SynchronizedTcb, from: Seq, to: Seq): boolean {
  const first = lt(from, tcb.snd.una) ? tcb.snd.una : from
  return lt(first, to) && lt(first, edge(tcb)) && !isSacked(tcb, first, to) && !isOnItsWayAgain(tcb, first)
}

/** Whether `seq` lies in a hole that has been sent again already: its acknowledgement may still come. */
export const isOnItsWayAgain = ({ sack }: SynchronizedTcb, seq: Seq): boolean =>
  sack !== null && sack.recovery !== null && touches(sack.recovery.again, seq, add(seq, 1))
