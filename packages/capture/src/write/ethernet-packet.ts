import type { Options, Segment } from '@woshou/protocol'
import type { Role } from '@woshou/session'

/** Addresses for documentation (RFC 5737), and hardware addresses that nobody owns (locally administered). */
const ADDRESSES = { client: [192, 0, 2, 1], server: [192, 0, 2, 2] } as const
const HARDWARE = { client: [2, 0, 0, 0, 0, 1], server: [2, 0, 0, 0, 0, 2] } as const
/** Ports that no dissector of Wireshark claims. */
const PORTS = { client: 40_001, server: 7_001 } as const

const ETHERNET_HEADER = 14
const IP_HEADER = 20
const TCP_HEADER = 20
const LARGEST_OPTIONS = 40
const SACK_BLOCK = 8
const LARGEST_IP = 65_535

/**
 * A segment as an Ethernet II frame with IPv4 and TCP headers and right checksums. Text that no IPv4 packet can hold is
 * cut off at its end.
 * @param id IPv4's identification, 0 to 65535: equal for copies of one sending
 */
export function ethernetPacket(segment: Segment, from: Role, id: number): Uint8Array {
  const to = from === 'client' ? 'server' : 'client'
  const options = optionBytes(segment.options)
  const header = TCP_HEADER + options.length
  const text = segment.text.slice(0, LARGEST_IP - IP_HEADER - header)
  const total = IP_HEADER + header + text.length
  const bytes = new Uint8Array(ETHERNET_HEADER + total)
  const view = new DataView(bytes.buffer)
  bytes.set([...HARDWARE[to], ...HARDWARE[from], 0x08, 0x00])

  const ip = ETHERNET_HEADER
  view.setUint8(ip, 0x45)
  view.setUint16(ip + 2, total)
  view.setUint16(ip + 4, id)
  view.setUint16(ip + 6, 0x4000) // don't fragment
  view.setUint8(ip + 8, 64)
  view.setUint8(ip + 9, 6)
  bytes.set([...ADDRESSES[from], ...ADDRESSES[to]], ip + 12)
  view.setUint16(ip + 10, checksum(view, ip, IP_HEADER, 0))

  const tcp = ip + IP_HEADER
  view.setUint16(tcp, PORTS[from])
  view.setUint16(tcp + 2, PORTS[to])
  view.setUint32(tcp + 4, segment.seq)
  view.setUint32(tcp + 8, segment.ack)
  view.setUint8(tcp + 12, (header / 4) << 4)
  view.setUint8(tcp + 13, segment.flags)
  view.setUint16(tcp + 14, segment.window)
  bytes.set(options, tcp + TCP_HEADER)
  for (let at = 0; at < text.length; at++) bytes[tcp + header + at] = text.charCodeAt(at)
  const length = header + text.length
  // The pseudo-header of RFC 9293 §3.1: both addresses, the protocol, TCP's length.
  view.setUint16(tcp + 16, checksum(view, tcp, length, sum(view, ip + 12, 8) + 6 + length))
  return bytes
}

/** The options in a usual order, filled up with No-Operation to a multiple of four bytes. */
function optionBytes(options: Options | undefined): Uint8Array {
  if (!options) return new Uint8Array(0)
  const { mss, sack, sackPermitted, timestamps, windowScale } = options
  const bytes: number[] = []
  const long = (value: number) => [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
  if (mss !== undefined) bytes.push(2, 4, (mss >> 8) & 0xff, mss & 0xff)
  if (sackPermitted) bytes.push(4, 2)
  if (timestamps) bytes.push(8, 10, ...long(timestamps.value), ...long(timestamps.echo))
  if (windowScale !== undefined) bytes.push(3, 3, windowScale)
  // RFC 2018 §3: as many blocks as a header's forty bytes of options have room for.
  const blocks = (sack ?? []).slice(0, Math.floor((LARGEST_OPTIONS - bytes.length - 2) / SACK_BLOCK))
  if (blocks.length > 0) bytes.push(5, 2 + SACK_BLOCK * blocks.length, ...blocks.flat().flatMap(long))
  while (bytes.length % 4 !== 0) bytes.push(1)
  return Uint8Array.from(bytes)
}

function sum(view: DataView, at: number, length: number): number {
  let total = 0
  for (let offset = 0; offset + 1 < length; offset += 2) total += view.getUint16(at + offset)
  return length % 2 === 0 ? total : total + (view.getUint8(at + length - 1) << 8)
}

/** RFC 1071: the ones' complement of the ones' complement sum of all 16-bit words. */
function checksum(view: DataView, at: number, length: number, start: number): number {
  let total = start + sum(view, at, length)
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x1_0000)
  return ~total & 0xffff
}
