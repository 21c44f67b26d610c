import { LIMITS } from '../limits.ts'
import type { Problems } from '../problem.ts'
import type { CaptureError, TakePacket } from './raw-packet.ts'

const MICROSECONDS = 0xa1b2_c3d4
const NANOSECONDS = 0xa1b2_3c4d
const FILE_HEADER = 24
const PACKET_HEADER = 16

/** Byte order and resolution of a classic pcap file, from its first four bytes; null when it is none. */
export function pcapMagic(view: DataView): { readonly little: boolean; readonly perMillisecond: number } | null {
  if (view.byteLength < 4) return null
  for (const little of [true, false]) {
    const magic = view.getUint32(0, little)
    if (magic === MICROSECONDS) return { little, perMillisecond: 1_000 }
    if (magic === NANOSECONDS) return { little, perMillisecond: 1_000_000 }
  }
  return null
}

/**
 * Reads a classic pcap file (draft-ietf-opsawg-pcap) in either byte order, with µs or ns.
 * @returns null when it could be read, with whatever problems it had
 */
export function readPcap(file: Uint8Array, take: TakePacket, problems: Problems): CaptureError | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const magic = pcapMagic(view)
  if (!magic) return { code: 'unknown-format', at: 0, detail: 'no pcap magic number' }
  if (file.length < FILE_HEADER)
    return { code: 'damaged', at: file.length, detail: 'the file ends within the pcap header' }
  const { little, perMillisecond } = magic
  // The upper half of the field holds the length of a frame check sequence, if any.
  const link = view.getUint32(20, little) & 0xffff
  let at = FILE_HEADER
  for (let number = 1; at < file.length; number++) {
    if (at + PACKET_HEADER > file.length) {
      problems.add('ends-early', number)
      return null
    }
    const captured = view.getUint32(at + 8, little)
    const length = view.getUint32(at + 12, little)
    if (captured > LIMITS.packet) {
      problems.add('damaged-block', number)
      return null
    }
    const start = at + PACKET_HEADER
    const end = start + captured
    if (end > file.length) {
      problems.add('ends-early', number)
      return null
    }
    const time = view.getUint32(at, little) * 1_000 + view.getUint32(at + 4, little) / perMillisecond
    if (!take({ number, at: time, link, bytes: file.subarray(start, end), length: Math.max(length, captured) }))
      return null
    at = end
  }
  return null
}
