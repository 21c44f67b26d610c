/**
 * Writes captures for tests, by hand and apart from the code under test: packets of every kind of link, and files of both
 * formats in both byte orders.
 */
export interface TestPacket {
  /** Nanoseconds since 1970. */
  readonly at: bigint
  readonly bytes: Uint8Array
  /** On the wire; as captured when left out. */
  readonly length?: number
}

export interface TestSegment {
  /** [address bytes, port] */
  readonly from: readonly [readonly number[], number]
  readonly to: readonly [readonly number[], number]
  readonly flags: number
  readonly seq: number
  readonly ack?: number
  readonly window?: number
  readonly options?: readonly number[]
  readonly text?: string
  readonly id?: number
}

const be16 = (n: number) => [(n >>> 8) & 0xff, n & 0xff]
const be32 = (n: number) => [...be16(n >>> 16), ...be16(n & 0xffff)]

function tcpBytes(segment: TestSegment): number[] {
  const options = [...(segment.options ?? [])]
  while (options.length % 4) options.push(0)
  return [
    ...be16(segment.from[1]),
    ...be16(segment.to[1]),
    ...be32(segment.seq),
    ...be32(segment.ack ?? 0),
    (5 + options.length / 4) << 4,
    segment.flags,
    ...be16(segment.window ?? 65_535),
    ...[0, 0, 0, 0],
    ...options,
    ...[...(segment.text ?? '')].map((c) => c.charCodeAt(0)),
  ]
}

/** @param options IPv4 options, whole words */
export function ipv4Bytes(segment: TestSegment, options: readonly number[] = [], fragment = 0): number[] {
  const tcp = tcpBytes(segment)
  const header = 20 + options.length
  return [
    0x40 | (header / 4),
    0,
    ...be16(header + tcp.length),
    ...be16(segment.id ?? 0),
    ...be16(fragment),
    64,
    6,
    0,
    0,
    ...segment.from[0],
    ...segment.to[0],
    ...options,
    ...tcp,
  ]
}

/** @param extensions headers between IPv6's and TCP's: [kind, bytes without the first, which is filled in] */
export function ipv6Bytes(
  segment: TestSegment,
  extensions: readonly (readonly [number, readonly number[]])[] = [],
): number[] {
  const tcp = tcpBytes(segment)
  const kinds = [...extensions.map(([kind]) => kind), 6]
  const headers = extensions.flatMap(([, rest], n) => [kinds[n + 1] ?? 6, ...rest])
  return [
    0x60,
    0,
    0,
    0,
    ...be16(headers.length + tcp.length),
    kinds[0] ?? 6,
    64,
    ...segment.from[0],
    ...segment.to[0],
    ...headers,
    ...tcp,
  ]
}

const etherType = (ip: readonly number[]) => ((ip[0] ?? 0) >> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00])
const MACS = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]
const family = (ip: readonly number[], six: number) => ((ip[0] ?? 0) >> 4 === 6 ? six : 2)

/** How each link wraps an IP packet: its LINKTYPE_ and what stands before. */
export const LINKS: Readonly<Record<string, { link: number; wrap: (ip: readonly number[]) => number[] }>> = {
  Ethernet: { link: 1, wrap: (ip) => [...MACS, ...etherType(ip), ...ip] },
  'Ethernet with padding': { link: 1, wrap: (ip) => [...MACS, ...etherType(ip), ...ip, 0, 0, 0, 0, 0, 0] },
  '802.1Q': { link: 1, wrap: (ip) => [...MACS, 0x81, 0, 0, 42, ...etherType(ip), ...ip] },
  QinQ: { link: 1, wrap: (ip) => [...MACS, 0x88, 0xa8, 0, 7, 0x81, 0, 0, 42, ...etherType(ip), ...ip] },
  'Linux cooked': {
    link: 113,
    wrap: (ip) => [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, ...etherType(ip), ...ip],
  },
  'Linux cooked with a tag': {
    link: 113,
    wrap: (ip) => [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x81, 0, 0, 42, ...etherType(ip), ...ip],
  },
  'Linux cooked v2': {
    link: 276,
    wrap: (ip) => [...etherType(ip), 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, ...ip],
  },
  'raw IP': { link: 101, wrap: (ip) => [...ip] },
  'raw IP of old': { link: 12, wrap: (ip) => [...ip] },
  'raw IPv4 or IPv6': { link: 228, wrap: (ip) => [...ip] },
  'loopback, little-endian': { link: 0, wrap: (ip) => [family(ip, 30), 0, 0, 0, ...ip] },
  'loopback, big-endian': { link: 0, wrap: (ip) => [0, 0, 0, family(ip, 24), ...ip] },
  'OpenBSD loopback': { link: 108, wrap: (ip) => [0, 0, 0, family(ip, 24), ...ip] },
}

/** Writes numbers in one byte order. */
class Bytes {
  readonly #parts: number[] = []
  readonly #little: boolean

  constructor(little: boolean) {
    this.#little = little
  }

  u16(...values: number[]): this {
    for (const value of values) this.#parts.push(...(this.#little ? be16(value).reverse() : be16(value)))
    return this
  }

  u32(...values: number[]): this {
    for (const value of values) this.#parts.push(...(this.#little ? be32(value).reverse() : be32(value)))
    return this
  }

  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#parts.push(byte)
    return this
  }

  get array(): Uint8Array {
    return Uint8Array.from(this.#parts)
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export function pcapFile(
  link: number,
  packets: readonly TestPacket[],
  { little = true, nano = false }: { little?: boolean; nano?: boolean } = {},
): Uint8Array {
  const header = new Bytes(little)
    .u32(nano ? 0xa1b2_3c4d : 0xa1b2_c3d4)
    .u16(2, 4)
    .u32(0, 0, 262_144, link).array
  const records = packets.flatMap(({ at, bytes, length = bytes.length }) => {
    const fraction = Number(at % 1_000_000_000n)
    const record = new Bytes(little).u32(
      Number(at / 1_000_000_000n),
      nano ? fraction : Math.floor(fraction / 1_000),
      bytes.length,
      length,
    ).array
    return [record, bytes]
  })
  return concat(header, ...records)
}

/** One pcapng block of any type. */
export function block(type: number, body: Uint8Array, little = true): Uint8Array {
  const padding = new Uint8Array((4 - (body.length % 4)) % 4)
  const length = 12 + body.length + padding.length
  return concat(new Bytes(little).u32(type, length).array, body, padding, new Bytes(little).u32(length).array)
}

export const section = (little = true): Uint8Array =>
  block(0x0a0d_0d0a, new Bytes(little).u32(0x1a2b_3c4d).u16(1, 0).u32(0xffff_ffff, 0xffff_ffff).array, little)

/** @param resolution if_tsresol's byte; @param offset if_tsoffset, seconds */
export function iface(
  link: number,
  {
    little = true,
    offset,
    resolution,
    snap = 0,
  }: { little?: boolean; offset?: number; resolution?: number; snap?: number } = {},
): Uint8Array {
  const bytes = new Bytes(little).u16(link, 0).u32(snap)
  if (resolution !== undefined) bytes.u16(9, 1).raw([resolution, 0, 0, 0])
  if (offset !== undefined) {
    bytes.u16(14, 8)
    if (little) bytes.u32(offset, 0)
    else bytes.u32(0, offset)
  }
  if (resolution !== undefined || offset !== undefined) bytes.u16(0, 0)
  return block(1, bytes.array, little)
}

/** @param ticks in the interface's resolution */
export const enhanced = (
  of: number,
  ticks: bigint,
  { bytes, length = bytes.length }: TestPacket,
  little = true,
): Uint8Array =>
  block(
    6,
    concat(
      new Bytes(little).u32(of, Number(ticks >> 32n), Number(ticks & 0xffff_ffffn), bytes.length, length).array,
      bytes,
    ),
    little,
  )

export const simple = ({ bytes, length = bytes.length }: TestPacket, little = true): Uint8Array =>
  block(3, concat(new Bytes(little).u32(length).array, bytes), little)

export const oldPacket = (of: number, ticks: bigint, { bytes, length = bytes.length }: TestPacket): Uint8Array =>
  block(
    2,
    concat(
      new Bytes(true).u16(of, 0).u32(Number(ticks >> 32n), Number(ticks & 0xffff_ffffn), bytes.length, length).array,
      bytes,
    ),
  )
