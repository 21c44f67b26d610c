/** Blocks of draft-ietf-opsawg-pcapng, little-endian. */
const SECTION_HEADER = 0x0a0d_0d0a
const INTERFACE = 1
const ENHANCED_PACKET = 6
const BYTE_ORDER = 0x1a2b_3c4d
export const ETHERNET = 1

/** The largest value of an option: its length has sixteen bits. */
const LARGEST_OPTION = 65_535

/** One option: its code and its bytes. */
export interface Option {
  readonly code: number
  readonly value: Uint8Array
}

export const OPT_COMMENT = 1
export const SHB_USERAPPL = 4
export const IF_NAME = 2
export const IF_DESCRIPTION = 3
export const IF_TSRESOL = 9
const EPB_FLAGS = 2

const encoder = new TextEncoder()

/** A text option, UTF-8; cut at a character where it is too long for one. */
export function textOption(code: number, text: string): Option {
  let value = encoder.encode(text)
  for (let kept = text.length; value.length > LARGEST_OPTION; kept = Math.floor(kept / 2))
    value = encoder.encode([...text].slice(0, kept).join(''))
  return { code, value }
}

export const byteOption = (code: number, value: number): Option => ({ code, value: Uint8Array.of(value) })

/** Whether the packet came in at the interface or went out (epb_flags). */
export const directionOption = (inbound: boolean): Option => ({
  code: EPB_FLAGS,
  value: Uint8Array.of(inbound ? 1 : 2, 0, 0, 0),
})

/** A section of unknown length, which everything after it belongs to. */
export function sectionHeader(options: readonly Option[]): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(16))
  fixed.setUint32(0, BYTE_ORDER, true)
  fixed.setUint16(4, 1, true)
  fixed.setBigInt64(8, -1n, true)
  return block(SECTION_HEADER, fixed, [], options)
}

export function interfaceDescription(link: number, options: readonly Option[]): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(8))
  fixed.setUint16(0, link, true)
  return block(INTERFACE, fixed, [], options)
}

/** @param microseconds since 1970, UTC */
export function enhancedPacket(microseconds: number, packet: Uint8Array, options: readonly Option[]): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(20))
  fixed.setUint32(4, Math.floor(microseconds / 2 ** 32), true)
  fixed.setUint32(8, microseconds % 2 ** 32, true)
  fixed.setUint32(12, packet.length, true)
  fixed.setUint32(16, packet.length, true)
  return block(ENHANCED_PACKET, fixed, packet, options)
}

const padded = (length: number): number => Math.ceil(length / 4) * 4

function block(type: number, fixed: DataView, body: ArrayLike<number>, options: readonly Option[]): Uint8Array {
  const optionsLength = options.reduce((sum, { value }) => sum + 4 + padded(value.length), options.length > 0 ? 4 : 0)
  const length = 12 + fixed.byteLength + padded(body.length) + optionsLength
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, length, true)
  bytes.set(new Uint8Array(fixed.buffer), 8)
  bytes.set(body, 8 + fixed.byteLength)
  let at = 8 + fixed.byteLength + padded(body.length)
  for (const { code, value } of options) {
    view.setUint16(at, code, true)
    view.setUint16(at + 2, value.length, true)
    bytes.set(value, at + 4)
    at += 4 + padded(value.length)
  }
  view.setUint32(length - 4, length, true)
  return bytes
}
