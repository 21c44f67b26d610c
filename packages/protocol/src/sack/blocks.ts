import type { SackBlock } from '../segment.ts'
import { geq, gt, lt, type Seq } from '../seq.ts'

/** `blocks`, in order and without overlap, with one more: those which it touches become one with it. */
export function joined(blocks: readonly SackBlock[], [left, right]: SackBlock): readonly SackBlock[] {
  const before = blocks.filter((block) => lt(block[1], left))
  const after = blocks.filter((block) => gt(block[0], right))
  const touched = blocks.slice(before.length, blocks.length - after.length)
  const first = touched[0]?.[0] ?? left
  const last = touched.at(-1)?.[1] ?? right
  return [...before, [lt(first, left) ? first : left, gt(last, right) ? last : right], ...after]
}

/** What of `blocks` lies from `seq` on; the one that it lies in is cut. */
export function beyond(blocks: readonly SackBlock[], seq: Seq): readonly SackBlock[] {
  const [first] = blocks
  if (first === undefined || geq(first[0], seq)) return blocks
  return blocks.flatMap(([left, right]): SackBlock[] => (lt(seq, right) ? [[lt(left, seq) ? seq : left, right]] : []))
}

/** The first stretch of `from` … `to` that none of `blocks` (in order) covers; null where they cover it all. */
export function firstGap(from: Seq, to: Seq, blocks: readonly SackBlock[]): SackBlock | null {
  let at = from
  for (const [left, right] of blocks) {
    if (geq(left, to)) break
    if (lt(at, left)) return [at, left]
    if (lt(at, right)) at = right
  }
  return lt(at, to) ? [at, to] : null
}

/** Whether any number from `from` to before `to` lies in one of `blocks`. */
export const touches = (blocks: readonly SackBlock[], from: Seq, to: Seq): boolean =>
  blocks.some(([left, right]) => lt(from, right) && lt(left, to))

/** The block in which `seq` lies. */
export const blockAt = (blocks: readonly SackBlock[], seq: Seq): SackBlock | undefined =>
  blocks.find(([left, right]) => geq(seq, left) && lt(seq, right))
