/** LINKTYPE_ values, https://www.tcpdump.org/linktypes.html */
const NULL = 0
const ETHERNET = 1
/** DLT_RAW of most systems, and of OpenBSD: older files have them in place of 101. */
const RAW_OF_OLD: readonly number[] = [12, 14]
const RAW = 101
const LOOP = 108
const LINUX_SLL = 113
const IPV4 = 228
const IPV6 = 229
const LINUX_SLL2 = 276

const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_IPV6 = 0x86dd
/** 802.1Q, 802.1ad (QinQ) and the numbers that were used for it before. */
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100, 0x9200]
const MOST_TAGS = 4
/** PPPoE's sessions, MPLS, PPP, NSH, and Ethernet within Ethernet (GRE's TEB, ERSPAN II and III, 802.1ah). */
const TUNNELS: readonly number[] = [0x8864, 0x8847, 0x8848, 0x880b, 0x894f, 0x6558, 0x88be, 0x22eb, 0x88e7]

/** Where the IP header begins. */
export type LinkLayer =
  | { readonly kind: 'ip'; readonly at: number }
  | { readonly kind: 'other' } // ARP and all else that is not IP
  | { readonly kind: 'tunnel' } // IP within something that is not opened
  | { readonly kind: 'cut' }
  | { readonly kind: 'unsupported' }

const OTHER: LinkLayer = { kind: 'other' }
const CUT: LinkLayer = { kind: 'cut' }

/** Finds the IP header of a packet; IPv4 and IPv6 are told apart by its first half byte. */
export function readLinkLayer(link: number, bytes: Uint8Array): LinkLayer {
  if (link === RAW || link === IPV4 || link === IPV6 || RAW_OF_OLD.includes(link)) return { kind: 'ip', at: 0 }
  switch (link) {
    case ETHERNET:
      return byEtherType(bytes, 12)
    case LINUX_SLL:
      return byEtherType(bytes, 14)
    case LINUX_SLL2:
      // The protocol stands first here, and twenty bytes of header follow from the start.
      return bytes.length < 20 ? CUT : fromEtherType(bytes, uint16(bytes, 0), 20)
    case NULL:
    case LOOP:
      return byFamily(bytes)
    default:
      return { kind: 'unsupported' }
  }
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

const byEtherType = (bytes: Uint8Array, at: number): LinkLayer =>
  at + 2 > bytes.length ? CUT : fromEtherType(bytes, uint16(bytes, at), at + 2)

function fromEtherType(bytes: Uint8Array, first: number, after: number): LinkLayer {
  let type = first
  let at = after
  for (let tags = 0; VLAN_TAGS.includes(type); tags++) {
    if (tags === MOST_TAGS) return OTHER
    if (at + 4 > bytes.length) return CUT
    type = uint16(bytes, at + 2)
    at += 4
  }
  if (TUNNELS.includes(type)) return { kind: 'tunnel' }
  return type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6 ? { kind: 'ip', at } : OTHER
}

/** Four bytes of address family: in the byte order of whoever captured (NULL), or the network's (LOOP). */
function byFamily(bytes: Uint8Array): LinkLayer {
  if (bytes.length < 4) return CUT
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  const family = a === 0 && b === 0 ? (c << 8) | d : (b << 8) | a
  // AF_INET is 2 everywhere; AF_INET6 is 10, 24, 28 or 30, depending on the system.
  return [2, 10, 24, 28, 30].includes(family) ? { kind: 'ip', at: 4 } : OTHER
}
