import type { Segment } from './segment.ts'
import { isSeq } from './seq.ts'

/**
 * The segment as a header can hold it. Whoever writes `4294967296` into a 32-bit field sends 0; a TCB must never
 * take in a number that is none. Right segments pass through untouched.
 */
export function onWire(segment: Segment): Segment {
  const { flags, seq, ack, window } = segment
  if (isSeq(seq) && isSeq(ack) && (window & 0xffff) === window && (flags & 0xff) === flags) return segment
  return { ...segment, flags: flags & 0xff, seq: seq >>> 0, ack: ack >>> 0, window: window & 0xffff }
}
