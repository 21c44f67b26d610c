import { LIMITS } from '../limits.ts'

/** An IP packet that holds the beginning of a TCP segment. Addresses are raw bytes, 4 or 16. */
export interface TcpPacket {
  readonly source: Uint8Array
  readonly destination: Uint8Array
  /** Where the TCP header begins. */
  readonly at: number
  /** Where TCP's part ends, by the IP header: the packet may be captured shorter, or padded. */
  readonly end: number
  /** IPv4's identification, which tells a copy from a segment that was sent again; null when it says nothing. */
  readonly id: number | null
}

export type InternetLayer =
  | { readonly kind: 'tcp'; readonly packet: TcpPacket }
  | { readonly kind: 'other' }
  | { readonly kind: 'tunnel' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'fragment' }
  | { readonly kind: 'damaged' }

const OTHER: InternetLayer = { kind: 'other' }
const TUNNEL: InternetLayer = { kind: 'tunnel' }
const CUT: InternetLayer = { kind: 'cut' }
const FRAGMENT: InternetLayer = { kind: 'fragment' }
const DAMAGED: InternetLayer = { kind: 'damaged' }

const TCP = 6
/** IPv4 or IPv6 within IP, and GRE. */
const TUNNELS: readonly number[] = [4, 41, 47]
const UDP = 17
/** VXLAN (its number, Linux's old one, GPE), Geneve, GTP-U, L2TP and TZSP: by the port that they are sent to. */
const UDP_TUNNELS: readonly number[] = [4_789, 8_472, 4_790, 6_081, 2_152, 1_701, 37_008]
const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT_HEADER = 44
const AUTHENTICATION = 51
const DESTINATION = 60
const MOBILITY = 135
/** A chain of extension headers longer than this is an attack or a mistake (RFC 8504 §5.3). */
const MOST_EXTENSIONS = 8

/**
 * Reads an IPv4 (RFC 791) or IPv6 (RFC 8200) header.
 * @param length the whole packet's on the wire, from the start of `bytes`
 */
export function readInternetLayer(bytes: Uint8Array, at: number, length: number): InternetLayer {
  const first = bytes[at]
  if (first === undefined) return CUT
  if (first >> 4 === 4) return readIpv4(bytes, at, length)
  return first >> 4 === 6 ? readIpv6(bytes, at, length) : DAMAGED
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** @param at where what the protocol number tells of begins */
const isTunnel = (bytes: Uint8Array, protocol: number, at: number): boolean =>
  TUNNELS.includes(protocol) || (protocol === UDP && UDP_TUNNELS.includes(uint16(bytes, at + 2)))

function readIpv4(bytes: Uint8Array, at: number, length: number): InternetLayer {
  if (at + 20 > bytes.length) return CUT
  const header = ((bytes[at] ?? 0) & 0x0f) * 4
  // A total length of 0 is a segment that the card was still to cut up (TCP segmentation offload).
  const total = uint16(bytes, at + 2) || length - at
  if (header < 20 || total < header || total > LIMITS.packet) return DAMAGED
  const protocol = bytes[at + 9] ?? 0
  if (protocol !== TCP) return isTunnel(bytes, protocol, at + header) ? TUNNEL : OTHER
  // More fragments, or a fragment that is not the first.
  if (uint16(bytes, at + 6) & 0x3fff) return FRAGMENT
  const packet: TcpPacket = {
    source: bytes.subarray(at + 12, at + 16),
    destination: bytes.subarray(at + 16, at + 20),
    at: at + header,
    end: at + total,
    id: uint16(bytes, at + 4) || null,
  }
  return { kind: 'tcp', packet }
}

function readIpv6(bytes: Uint8Array, at: number, length: number): InternetLayer {
  if (at + 40 > bytes.length) return CUT
  const payload = uint16(bytes, at + 4)
  const end = payload === 0 ? length : at + 40 + payload
  let next = bytes[at + 6] ?? 0
  let header = at + 40
  for (let extensions = 0; next !== TCP; extensions++) {
    if (extensions === MOST_EXTENSIONS) return DAMAGED
    if (isTunnel(bytes, next, header)) return TUNNEL
    if (![HOP_BY_HOP, ROUTING, FRAGMENT_HEADER, AUTHENTICATION, DESTINATION, MOBILITY].includes(next)) return OTHER
    if (header + 8 > bytes.length) return CUT
    // An atomic fragment (RFC 6946) is a whole packet.
    if (next === FRAGMENT_HEADER && uint16(bytes, header + 2) & 0xfff9) return FRAGMENT
    const units = bytes[header + 1] ?? 0
    const size = next === FRAGMENT_HEADER ? 8 : next === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8
    next = bytes[header] ?? 0
    header += size
  }
  if (end < header || end - at > LIMITS.packet) return DAMAGED
  const packet: TcpPacket = {
    source: bytes.subarray(at + 8, at + 24),
    destination: bytes.subarray(at + 24, at + 40),
    at: header,
    end,
    id: null,
  }
  return { kind: 'tcp', packet }
}
