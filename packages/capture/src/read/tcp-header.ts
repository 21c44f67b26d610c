import type { Options, SackBlock } from '@woshou/protocol'

/** A TCP header as it was captured, and where its text lies. */
export interface TcpHeader {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly seq: number
  readonly ack: number
  readonly flags: number
  readonly window: number
  readonly options: Options | null
  /** The text's first byte in the packet, and how long it was on the wire. */
  readonly textAt: number
  readonly textLength: number
}

/** RFC 9293 §3.1: without options a header takes twenty bytes. */
const SMALLEST = 20

/**
 * Reads a TCP header.
 * @param end where TCP's part ends by the IP header
 */
export function readTcpHeader(bytes: Uint8Array, at: number, end: number): TcpHeader | 'cut' | 'damaged' {
  if (end - at < SMALLEST) return 'damaged'
  if (at + SMALLEST > bytes.length) return 'cut'
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, Math.min(bytes.length, end) - at)
  const size = (view.getUint8(12) >> 4) * 4
  if (size < SMALLEST || at + size > end) return 'damaged'
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    seq: view.getUint32(4),
    ack: view.getUint32(8),
    flags: view.getUint8(13),
    window: view.getUint16(14),
    options: size === SMALLEST ? null : readOptions(view, Math.min(size, view.byteLength)),
    textAt: at + size,
    textLength: end - at - size,
  }
}

/** The options Woshou knows; others are stepped over, and what contradicts itself ends the list (MUST-7). */
function readOptions(view: DataView, end: number): Options | null {
  const options: { -readonly [K in keyof Options]: Options[K] } = {}
  for (let at = SMALLEST; at < end; ) {
    const kind = view.getUint8(at)
    if (kind === 0) break
    if (kind === 1) {
      at++
      continue
    }
    if (at + 2 > end) break
    const length = view.getUint8(at + 1)
    if (length < 2 || at + length > end) break
    if (kind === 2 && length === 4) options.mss = view.getUint16(at + 2)
    else if (kind === 3 && length === 3) options.windowScale = view.getUint8(at + 2)
    else if (kind === 4 && length === 2) options.sackPermitted = true
    else if (kind === 5 && length > 2 && (length - 2) % 8 === 0) options.sack = readBlocks(view, at + 2, at + length)
    else if (kind === 8 && length === 10)
      options.timestamps = { value: view.getUint32(at + 2), echo: view.getUint32(at + 6) }
    at += length
  }
  return Object.keys(options).length === 0 ? null : options
}

/** RFC 2018 §3: left and right edge of each block. */
function readBlocks(view: DataView, at: number, end: number): readonly SackBlock[] {
  const blocks: SackBlock[] = []
  for (let edge = at; edge < end; edge += 8) blocks.push([view.getUint32(edge), view.getUint32(edge + 4)])
  return blocks
}
