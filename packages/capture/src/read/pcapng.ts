import { LIMITS } from '../limits.ts'
import type { Problems } from '../problem.ts'
import type { CaptureError, TakePacket } from './raw-packet.ts'

/** Block types and options of draft-ietf-opsawg-pcapng. */
export const SECTION_HEADER = 0x0a0d_0d0a
const INTERFACE = 1
const OLD_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
const BYTE_ORDER = 0x1a2b_3c4d
const SWAPPED = 0x4d3c_2b1a
const IF_TSRESOL = 9
const IF_TSOFFSET = 14
/** The farthest from 1970 that a Date can be, ms. */
const FARTHEST = 8.64e15
/** A block's type, its length, and its length again. */
const SMALLEST_BLOCK = 12

interface Interface {
  readonly link: number
  /** 0: packets are not cut. */
  readonly snapLength: number
  /** Timestamps count this many to the second, and start so many seconds after 1970. */
  readonly perSecond: number
  readonly offset: number
}

/**
 * Reads a pcapng file: any number of sections in either byte order, each with its interfaces, and Enhanced, Simple and
 * old Packet Blocks; blocks of other types are skipped.
 * @returns null when it could be read, with whatever problems it had
 */
export function readPcapng(file: Uint8Array, take: TakePacket, problems: Problems): CaptureError | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let interfaces: Interface[] = []
  let little = true
  let number = 0
  let last = 0
  let at = 0
  while (at < file.length) {
    if (at + SMALLEST_BLOCK > file.length) {
      if (at === 0) return { code: 'damaged', at: file.length, detail: 'the file ends within its first block' }
      problems.add('ends-early', number + 1)
      return null
    }
    if (view.getUint32(at, true) === SECTION_HEADER) {
      const order = view.getUint32(at + 8, true)
      if (order !== BYTE_ORDER && order !== SWAPPED) {
        if (at === 0) return { code: 'damaged', at: 8, detail: 'no byte-order magic in the section header' }
        problems.add('damaged-block', number + 1)
        return null
      }
      little = order === BYTE_ORDER
      interfaces = []
    }
    const type = view.getUint32(at, little)
    const length = view.getUint32(at + 4, little)
    const end = at + length
    // Lengths are multiples of four; some writers forget the padding of the last one.
    if (length < SMALLEST_BLOCK || (end <= file.length && view.getUint32(end - 4, little) !== length)) {
      if (at === 0) return { code: 'damaged', at: 4, detail: `a section header of ${length} bytes` }
      problems.add('damaged-block', number + 1)
      return null
    }
    if (end > file.length) {
      if (at === 0) return { code: 'damaged', at: file.length, detail: 'the file ends within its first block' }
      problems.add('ends-early', number + 1)
      return null
    }
    if (type === INTERFACE) {
      if (interfaces.length < LIMITS.interfaces) interfaces.push(readInterface(contentOf(file, at, length), little))
    } else if (type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OLD_PACKET) {
      number++
      const fields = readPacket(type, contentOf(file, at, length), little, interfaces)
      if (fields === null) problems.add('damaged-block', number)
      else {
        const from = interfaces[fields.interface]
        if (!from) problems.add('unknown-interface', number)
        else {
          const time = fields.ticks === null ? null : (fields.ticks / from.perSecond + from.offset) * 1_000
          if (time === null || Math.abs(time) > FARTHEST) problems.add('no-time', number)
          else last = time
          const start = at + 8 + fields.header
          const bytes = file.subarray(start, start + fields.captured)
          const length = Math.max(fields.length, fields.captured)
          if (!take({ number, at: last, link: from.link, bytes, length })) return null
        }
      }
    }
    at = end
  }
  return null
}

/** What a block holds between its lengths. */
const contentOf = (file: Uint8Array, at: number, length: number): DataView =>
  new DataView(file.buffer, file.byteOffset + at + 8, length - SMALLEST_BLOCK)

function readInterface(block: DataView, little: boolean): Interface {
  // An Interface Description too short to name its link type has none that is read: 65535 is reserved.
  if (block.byteLength < 8) return { link: 65_535, snapLength: 0, perSecond: 1_000_000, offset: 0 }
  let perSecond = 1_000_000
  let offset = 0
  for (let at = 8; at + 4 <= block.byteLength; ) {
    const code = block.getUint16(at, little)
    const length = block.getUint16(at + 2, little)
    const value = at + 4
    if (code === 0 || value + length > block.byteLength) break
    if (code === IF_TSRESOL && length >= 1) {
      const resolution = block.getUint8(value)
      perSecond = resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** (resolution & 0x7f)
    } else if (code === IF_TSOFFSET && length >= 8)
      offset = joined(block, value + (little ? 4 : 0), value + (little ? 0 : 4), little, true)
    at = value + length + ((4 - (length % 4)) % 4)
  }
  return { link: block.getUint16(0, little), snapLength: block.getUint32(4, little), perSecond, offset }
}

interface PacketFields {
  readonly interface: number
  /** Null where the block has no time. */
  readonly ticks: number | null
  readonly captured: number
  readonly length: number
  /** Bytes of the block before the packet's. */
  readonly header: number
}

/** The fixed part of a packet's block; null when it contradicts the block's length. */
function readPacket(
  type: number,
  block: DataView,
  little: boolean,
  interfaces: readonly Interface[],
): PacketFields | null {
  if (type === SIMPLE_PACKET) {
    if (block.byteLength < 4) return null
    const length = block.getUint32(0, little)
    const room = block.byteLength - 4
    // It always belongs to the first interface, whose snap length says how much there is.
    const snap = interfaces[0]?.snapLength ?? 0
    return { interface: 0, ticks: null, captured: Math.min(length, room, snap || room), length, header: 4 }
  }
  if (block.byteLength < 20) return null
  const captured = block.getUint32(12, little)
  if (captured > block.byteLength - 20) return null
  return {
    interface: type === OLD_PACKET ? block.getUint16(0, little) : block.getUint32(0, little),
    ticks: joined(block, 4, 8, little, false),
    captured,
    length: block.getUint32(16, little),
    header: 20,
  }
}

/** A 64-bit number from its halves, as a double: exact up to 2^53, which is nanoseconds to a quarter of a µs. */
const joined = (block: DataView, high: number, low: number, little: boolean, signed: boolean): number =>
  (signed ? block.getInt32(high, little) : block.getUint32(high, little)) * 2 ** 32 + block.getUint32(low, little)
