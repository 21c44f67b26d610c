import { formatFlags, hasAck, type Segment } from '@woshou/protocol'
import { type Numbering, showNumber } from './numbering.ts'
import { sackParts } from './segment-parts.ts'

/** A segment as a ladder labels it: `SYN,ACK seq=100 ack=301`. `own`: this end sent it. */
export function segmentWords(segment: Segment, numbering: Numbering, own: boolean): string {
  const seq = showNumber(numbering, segment.seq, own ? 'send' : 'receive')
  const ack = hasAck(segment) ? ` ack=${showNumber(numbering, segment.ack, own ? 'receive' : 'send')}` : ''
  const length = segment.text === '' ? '' : ` len=${segment.text.length}`
  const sack = sackParts(segment, (value) => showNumber(numbering, value, own ? 'receive' : 'send'))
  return [`${formatFlags(segment.flags) || '—'} seq=${seq}${ack}${length}`, ...sack].join(' ')
}
