import { hasAck, hasFin, hasRst, hasSyn, type Segment } from '@woshou/protocol'
import type { SegmentKind } from './scenario.ts'

/** What a segment counts as when a scenario's script names it: by its text first, then by its flags. */
export function kindOf(segment: Segment): SegmentKind {
  if (hasRst(segment)) return 'RST'
  if (hasSyn(segment)) return hasAck(segment) ? 'SYN,ACK' : 'SYN'
  if (segment.text !== '') return 'text'
  return hasFin(segment) ? 'FIN' : 'ACK'
}
