import { ACK, type Flags, type Options, RST, type SackBlock, SYN } from '../segment.ts'
import { add, gt, type Seq } from '../seq.ts'
import type { Sack, SynchronizedTcb } from '../tcb.ts'
import { blockAt, joined } from './blocks.ts'

/** So many blocks fit into a header's 40 bytes of options, and one less beside timestamps (RFC 2018 §3). */
const MOST_BLOCKS = 4
const MOST_BESIDE_TIMESTAMPS = 3

/**
 * What an end reports that it holds, after a segment that begins at `arrived` has come beyond the gap (RFC 2018 §4): the
 * block with that segment first, then those reported before, the newest first.
 */
export function heldAfter({ early, earlyFin, rcv, sack }: SynchronizedTcb, arrived: Seq): Sack | null {
  if (sack === null) return null
  let blocks: readonly SackBlock[] = early.map(({ seq, text }) => [seq, add(seq, text.length)])
  // A FIN takes a number as a byte does.
  if (earlyFin !== null) blocks = joined(blocks, [earlyFin, add(earlyFin, 1)])
  const held = new Set<SackBlock>()
  for (const seq of [arrived, ...sack.held.map(([left]) => left)]) {
    const block = blockAt(blocks, seq)
    if (block !== undefined && gt(block[0], rcv.nxt)) held.add(block)
  }
  return { ...sack, held: [...held] }
}

/** What is still held beyond the gap when RCV.NXT is `nxt`: what it has passed, or reached, is acknowledged by it. */
export function heldBeyond(sack: Sack | null, nxt: Seq): Sack | null {
  if (sack === null || sack.held.length === 0) return sack
  const held = sack.held.filter(([left]) => gt(left, nxt))
  return held.length === sack.held.length ? sack : { ...sack, held }
}

/** The blocks that go with each acknowledgement while there is a gap (RFC 2018 §4: "in all ACKs which do not ACK the highest"). */
const reported = ({ sack, tsRecent }: Pick<SynchronizedTcb, 'sack' | 'tsRecent'>): readonly SackBlock[] =>
  sack === null ? NONE : sack.held.slice(0, tsRecent === null ? MOST_BLOCKS : MOST_BESIDE_TIMESTAMPS)

const NONE: readonly SackBlock[] = []

/** The options of a segment that is no SYN: null where it acknowledges nothing, or nothing is held beyond the gap. */
export function reportOf(tcb: SynchronizedTcb, flags: Flags): Options | null {
  if (tcb.sack === null || tcb.sack.held.length === 0 || (flags & (ACK | RST | SYN)) !== ACK) return null
  return { sack: reported(tcb) }
}

/** What the blocks take of a segment, bytes: two each of kind, length and padding, eight a block (RFC 2018 §3). */
export function reportLength(tcb: Pick<SynchronizedTcb, 'sack' | 'tsRecent'>): number {
  const blocks = reported(tcb).length
  return blocks === 0 ? 0 : 4 + 8 * blocks
}
