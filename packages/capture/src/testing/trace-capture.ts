import { add, diff, type SackBlock } from '@woshou/protocol'
import type { Role } from '@woshou/session'
import { FILLER, type Trace } from '../../../protocol/conformance/trace.ts'
import type { Conversation } from '../conversation.ts'
import { readCapture } from '../read/read-capture.ts'
import { ipv4Bytes, pcapFile, type TestSegment } from './capture-writer.ts'

const START = 1_800_000_000_000_000_000n

/** A segment with the ms at which it passed the card. */
export type TimedSegment = TestSegment & { readonly ms: number }

/** A capture that holds these segments, in the order given. */
export function captureFile(segments: readonly TimedSegment[]): Uint8Array {
  const packets = segments.map((one) => ({
    at: START + BigInt(Math.round(one.ms * 1_000)) * 1_000n,
    bytes: Uint8Array.from(ipv4Bytes(one)),
  }))
  return pcapFile(101, packets)
}

/** The connections of such a capture. */
export function captured(segments: readonly TimedSegment[]): readonly Conversation[] {
  const result = readCapture(captureFile(segments))
  if (!result.ok) throw new Error(result.error.detail)
  return result.conversations
}

/** What a card at one end, or a perfect witness, saw of a recorded exchange, in the order of time. */
export const seenFrom = (trace: Trace, vantage: Role | 'both'): readonly TimedSegment[] =>
  trace.segments
    .flatMap((one) => (vantage === 'both' || one.from === vantage ? [one.t] : one.arrivals).map((t) => ({ t, one })))
    .sort((a, b) => a.t - b.t)
    .map(({ one: { from, i, segment }, t }) => ({
      ms: t * 1_000,
      from: from === 'client' ? ([[10, 77, 0, 1], 40_001] as const) : ([[10, 77, 0, 2], 7_001] as const),
      to: from === 'client' ? ([[10, 77, 0, 2], 7_001] as const) : ([[10, 77, 0, 1], 40_001] as const),
      flags: segment.flags,
      seq: segment.seq,
      ack: segment.ack,
      window: segment.window,
      text: textOf(trace, from, segment.seq, segment.text),
      id: i + 1,
      options: [
        ...(segment.options?.mss === undefined ? [] : [2, 4, segment.options.mss >> 8, segment.options.mss & 0xff]),
        ...(segment.options?.windowScale === undefined ? [] : [3, 3, segment.options.windowScale]),
        ...(segment.options?.sackPermitted === true ? [4, 2] : []),
        ...sackOption(segment.options?.sack ?? []),
      ],
    }))

/** RFC 2018 §3: each edge is four bytes; two NOPs before it, as everybody sends it. */
const sackOption = (blocks: readonly SackBlock[]): readonly number[] =>
  blocks.length === 0
    ? []
    : [
        1,
        1,
        5,
        2 + 8 * blocks.length,
        ...blocks.flat().flatMap((edge) => [24, 16, 8, 0].map((bits) => (edge >>> bits) & 0xff)),
      ]

/** Of a text whose bytes the trace did not keep, those that another sending tells: retransmissions may join several. */
function textOf(trace: Trace, from: Role, seq: number, text: string): string {
  if (text === '' || !FILLER.startsWith(text)) return text
  const bytes = [...text]
  for (const { from: side, segment } of trace.segments)
    if (side === from && !FILLER.startsWith(segment.text))
      for (const [n, byte] of [...segment.text].entries()) {
        const at = diff(add(segment.seq, n), seq)
        if (at >= 0 && at < bytes.length) bytes[at] = byte
      }
  return bytes.join('')
}
