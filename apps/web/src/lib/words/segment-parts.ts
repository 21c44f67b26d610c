import { formatFlags, hasAck, type Segment, type Seq } from '@woshou/protocol'
import { type LadderLine, peerOf, type Role } from '@woshou/session'

/** Writes a sequence number of the space that `space` numbers: relative to its ISN, or as it is on the wire. */
export type NumberFormat = (value: Seq, space: Role) => string

/** The parts of the label along a segment's line; each stays whole when the label has to wrap. */
export function segmentParts(segment: Segment, from: Role, format: NumberFormat): readonly string[] {
  const parts = [formatFlags(segment.flags) || '–', `seq=${format(segment.seq, from)}`]
  if (hasAck(segment)) parts.push(`ack=${format(segment.ack, peerOf(from))}`)
  if (segment.text.length > 0) parts.push(`len=${segment.text.length}`)
  return [...parts, ...sackParts(segment, (value) => format(value, peerOf(from)))]
}

/**
 * What a segment says of selective acknowledgements (RFC 2018), as Wireshark calls the permission: `SACK_PERM`, `sack=31:61`.
 * A block is written by its edges, as on the wire: its first number, and the one after its last.
 * @param format numbers of the space that the segment acknowledges
 */
export function sackParts({ options }: Segment, format: (value: Seq) => string): readonly string[] {
  if (options?.sack === undefined) return options?.sackPermitted ? ['SACK_PERM'] : []
  return options.sack.map(([left, right]) => `sack=${format(left)}:${format(right)}`)
}

/** The label along a line: the segment, and a question mark where a capture does not tell whether it is right. */
export function lineParts({ from, segment, untold }: LadderLine, format: NumberFormat): readonly string[] {
  const parts = segmentParts(segment, from, format)
  return untold ? [...parts, '?'] : parts
}
