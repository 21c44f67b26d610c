import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FLAGS, formatTyped, SYN } from '@woshou/protocol'
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import {
  block,
  concat,
  enhanced,
  iface,
  ipv4Bytes,
  ipv6Bytes,
  LINKS,
  oldPacket,
  pcapFile,
  section,
  simple,
  type TestPacket,
  type TestSegment,
} from '../testing/capture-writer.ts'
import { type Shorthand, segmentsOf, V4, V6, WHOLE } from '../testing/exchange.ts'
import { type ReadCapture, readCapture } from './read-capture.ts'

const START = 1_800_000_000_000_000_000n
const MILLISECOND = 1_000_000n

/** One packet each 10 ms. */
const timed = (packets: readonly (readonly number[] | Uint8Array)[]): readonly TestPacket[] =>
  packets.map((bytes, n) => ({ at: START + BigInt(n) * 10n * MILLISECOND, bytes: Uint8Array.from(bytes) }))

const rawV4 = (segments: readonly TestSegment[]) => pcapFile(101, timed(segments.map((one) => ipv4Bytes(one))))

function read(file: Uint8Array): Extract<ReadCapture, { ok: true }> {
  const result = readCapture(file)
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`)
  return result
}

/** The conversation as typed segments, `>` from the client. */
const lines = ({ segments }: Conversation) =>
  segments.map(({ from, segment }) => `${from === 'client' ? '>' : '<'} ${formatTyped(segment)}`)

const only = (file: Uint8Array): Conversation => {
  const { conversations } = read(file)
  expect(conversations).toHaveLength(1)
  return conversations[0] as Conversation
}

const codes = (file: Uint8Array) => read(file).problems.map(({ code, count, packet }) => [code, count, packet])

const WHOLE_LINES = lines(only(rawV4(segmentsOf(WHOLE))))

/** Of the processor, not of the clock: a busy machine takes longer and does no more. */
const processorSeconds = (since: NodeJS.CpuUsage): number => {
  const { system, user } = process.cpuUsage(since)
  return (system + user) / 1_000_000
}

describe('what a real kernel sent', () => {
  const fixtures = join(import.meta.dirname, '../../fixtures')
  test.each(readdirSync(join(fixtures, 'pcap')))('%s holds the segments of the trace beside it', (file) => {
    const trace = JSON.parse(readFileSync(join(fixtures, 'traces', file.replace('.pcap', '.json')), 'utf8')) as {
      segments: {
        from: string
        flags: string[]
        seq: number
        ack: number | null
        len: number
        win: number
        data?: string
        options: { kind: string; value?: number }[]
      }[]
    }
    const { segments, start } = only(readFileSync(join(fixtures, 'pcap', file)))
    expect(start).toBe('syn')
    expect(
      segments.map(({ from, segment: s }) => [
        from,
        s.flags,
        s.seq,
        s.flags & 16 ? s.ack : null,
        s.text.length,
        s.window,
        s.options?.mss,
      ]),
    ).toEqual(
      trace.segments.map((s) => [
        s.from,
        FLAGS.reduce((sum, [name, bit]) => (s.flags.includes(name) ? sum | bit : sum), 0),
        s.seq,
        s.ack,
        s.len,
        s.win,
        s.options.find(({ kind }) => kind === 'MSS')?.value,
      ]),
    )
    for (const [n, { data }] of trace.segments.entries()) if (data) expect(segments[n]?.segment.text).toBe(data)
  })
})

describe('links', () => {
  const kinds = Object.entries(LINKS).flatMap(([name, of]) =>
    (['IPv4', 'IPv6'] as const).map((version) => [name, version, of] as const),
  )
  test.each(kinds)('%s with %s', (_, version, { link, wrap }) => {
    const packets = segmentsOf(WHOLE, version === 'IPv4' ? V4 : V6).map((one) =>
      wrap(version === 'IPv4' ? ipv4Bytes(one) : ipv6Bytes(one)),
    )
    const conversation = only(pcapFile(link, timed(packets)))
    expect(lines(conversation)).toEqual(WHOLE_LINES)
    expect(conversation.client).toEqual({ address: version === 'IPv4' ? '10.0.0.1' : '2001:db8::1', port: 40_001 })
  })

  /** LINKTYPE_ values that are not read. */
  const UNREAD = {
    PPP: 9,
    'PPP with HDLC framing': 50,
    PPPoE: 51,
    'ATM (RFC 1483)': 100,
    '802.11': 105,
    PFLOG: 117,
    'Prism and 802.11': 119,
    radiotap: 127,
    'private use': 147,
    'PPP with a direction': 166,
    USB: 189,
    ERF: 197,
    IPMB: 199,
    NFLOG: 239,
    Netlink: 253,
    Bluetooth: 201,
    vsock: 271,
    'the largest number': 65_535,
  }
  test.each(Object.entries(UNREAD))('%s is not read, and said so once, with its first packet', (_, link) => {
    const packets = timed(segmentsOf(WHOLE.slice(0, 2)).map((one) => [0, 0x21, ...ipv4Bytes(one)]))
    const said = [
      ['unsupported-link', 2, 1],
      ['no-tcp', 1, 0],
    ]
    expect(codes(pcapFile(link, packets))).toEqual(said)
    expect(codes(concat(section(), iface(link), ...packets.map((one) => enhanced(0, 5n, one))))).toEqual(said)
  })

  const MACS = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]
  const inner = ipv4Bytes(segmentsOf(WHOLE)[0] as TestSegment)
  const innerSix = ipv6Bytes(segmentsOf(WHOLE, V6)[0] as TestSegment)
  /** IPv4 or IPv6 with another protocol number, and what it carries. */
  const v4With = (protocol: number, ...rest: readonly number[]) => [
    ...MACS,
    ...[8, 0],
    ...inner.slice(0, 20).map((was, n) => (n === 9 ? protocol : was)),
    ...rest,
  ]
  const v6With = (protocol: number, ...rest: readonly number[]) => [
    ...MACS,
    ...[0x86, 0xdd],
    ...innerSix.slice(0, 40).map((was, n) => (n === 6 ? protocol : was)),
    ...rest,
  ]
  const udpTo = (port: number) => [0xc0, 0, port >> 8, port & 0xff, 0, 60, 0, 0, 8, 0, 0, 0, 0, 0, 42, 0]
  const ether = (type: number, ...rest: readonly number[]) => [...MACS, type >> 8, type & 0xff, ...rest, ...inner]
  const TUNNELS: Readonly<Record<string, readonly number[]>> = {
    PPPoE: ether(0x8864, 0x11, 0, 0, 7, 0, 42, 0, 0x21),
    'PPPoE in a VLAN': ether(0x8100, 0, 42, 0x88, 0x64, 0x11, 0, 0, 7, 0, 42, 0, 0x21),
    MPLS: ether(0x8847, 0, 1, 1, 64),
    NSH: ether(0x894f, 0, 1, 1, 1, 0, 0, 0, 1),
    '802.1ah': ether(0x88e7, 0, 0, 0, 1, ...MACS, 8, 0),
    GRE: v4With(47, 0, 0, 8, 0, ...inner),
    ERSPAN: v4With(47, 0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 7, 0, 0, 0, 0, 0, 0, ...MACS, 8, 0, ...inner),
    'GRE over IPv6': v6With(47, 0, 0, 8, 0, ...inner),
    'IPv4 in IPv4': v4With(4, ...inner),
    'IPv6 in IPv4': v4With(41, ...innerSix),
    'IPv4 in IPv6': v6With(4, ...inner),
    VXLAN: v4With(17, ...udpTo(4_789), ...MACS, 8, 0, ...inner),
    'VXLAN over IPv6': v6With(17, ...udpTo(4_789), ...MACS, 8, 0, ...inner),
    Geneve: v4With(17, ...udpTo(6_081), ...MACS, 8, 0, ...inner),
    'GTP-U': v4With(17, ...udpTo(2_152), ...inner),
  }
  test.each(Object.entries(TUNNELS))('%s is a tunnel: not opened, and said to be one', (_, bytes) => {
    expect(codes(pcapFile(1, timed([bytes])))).toEqual([
      ['tunnel', 1, 1],
      ['no-tcp', 1, 0],
    ])
  })

  test('ARP and UDP between the segments are no problem', () => {
    const [first = [], ...rest] = segmentsOf(WHOLE).map((one) => LINKS.Ethernet?.wrap(ipv4Bytes(one)) ?? [])
    const arp = [...first.slice(0, 12), 0x08, 0x06, 0, 1]
    const udp = first.map((byte, at) => (at === 23 ? 17 : byte))
    const file = pcapFile(1, timed([arp, first, udp, ...rest]))
    expect(lines(only(file))).toEqual(WHOLE_LINES)
    expect(codes(file)).toEqual([])
    expect(only(file).segments[0]?.packet).toBe(2)
  })
})

describe('files', () => {
  const packets = timed(segmentsOf(WHOLE).map((one) => ipv4Bytes(one)))
  const variants = [true, false].flatMap((little) => [true, false].map((nano) => ({ little, nano })))

  test.each(variants)('pcap, %o', (variant) => {
    const conversation = only(pcapFile(101, packets, variant))
    expect(lines(conversation)).toEqual(WHOLE_LINES)
    expect(conversation.from).toBe(1_800_000_000_000)
    expect(conversation.segments.map(({ at }) => at)).toEqual(packets.map((_, n) => n * 10))
  })

  test('pcapng with sections of both byte orders, several interfaces, resolutions and packet blocks', () => {
    const [a, b, c, d, ...rest] = segmentsOf(WHOLE).map((one) => ipv4Bytes(one))
    const bytes = (ip: readonly number[] = [], link = 'raw IP') => Uint8Array.from(LINKS[link]?.wrap(ip) ?? [])
    const at = (n: number) => START + BigInt(n) * 10n * MILLISECOND
    const packet = (ip: readonly number[] | undefined, link?: string): TestPacket => ({
      at: 0n,
      bytes: bytes(ip, link),
    })
    const file = concat(
      section(),
      block(0x0bad, Uint8Array.of(1, 2, 3)),
      iface(1, { resolution: 6 }),
      iface(101, { resolution: 9 }),
      iface(113, { resolution: 0x80 | 20, offset: 1_799_999_000 }),
      enhanced(0, at(0) / 1_000n, packet(a, 'Ethernet')),
      block(4, new Uint8Array(8)),
      enhanced(1, at(1), packet(b)),
      // 2^-20 s, counted from the offset: 1000.02 s
      enhanced(2, (1_000_020n * 2n ** 20n) / 1_000n, packet(c, 'Linux cooked')),
      oldPacket(0, at(3) / 1_000n, packet(d, 'QinQ')),
      section(false),
      iface(276, { little: false }),
      ...rest.map((ip, n) => enhanced(0, at(n + 4) / 1_000n, packet(ip, 'Linux cooked v2'), false)),
    )
    const conversation = only(file)
    expect(codes(file)).toEqual([])
    expect(lines(conversation)).toEqual(WHOLE_LINES)
    expect(conversation.segments.map((one) => Math.round(one.at))).toEqual(packets.map((_, n) => n * 10))
  })

  test('Simple Packet Blocks have no time, and keep their order', () => {
    const file = concat(section(), iface(101, { snap: 65_535 }), ...packets.map((one) => simple(one)))
    expect(lines(only(file))).toEqual(WHOLE_LINES)
    expect(codes(file)).toEqual([['no-time', 11, 1]])
  })

  test('a time that no calendar has is none: the page could not show it', () => {
    const file = concat(
      section(),
      iface(101, { resolution: 0 }),
      ...packets.map((one, n) => enhanced(0, n === 3 ? 2n ** 62n : one.at / 1_000_000_000n, one)),
    )
    expect(codes(file)).toEqual([['no-time', 1, 4]])
    expect(only(file).until).toBe(1_800_000_000_000)
    expect(lines(only(file))).toEqual(WHOLE_LINES)
  })

  test('a packet of an interface that nobody described is left out', () => {
    const [first, ...rest] = packets
    if (!first) throw new Error('no packets')
    const file = concat(
      section(),
      iface(101),
      enhanced(9, 0n, first),
      ...rest.map((one) => enhanced(0, one.at / 1_000n, one)),
    )
    expect(codes(file)).toEqual([['unknown-interface', 1, 1]])
  })

  test('one that ends early is read up to there, wherever it ends', () => {
    const whole = pcapFile(101, packets)
    const ng = concat(section(), iface(101), ...packets.map((one) => enhanced(0, one.at / 1_000n, one)))
    for (const file of [whole, ng]) {
      let most = 0
      for (let length = 0; length <= file.length; length++) {
        const result = readCapture(file.subarray(0, length))
        const segments = result.ok ? (result.conversations[0]?.segments.length ?? 0) : 0
        expect(segments).toBeGreaterThanOrEqual(most)
        if (!result.ok) expect(most).toBe(0)
        most = segments
      }
      expect(most).toBe(11)
      const cut = read(file.subarray(0, file.length - 1))
      expect(cut.conversations[0]?.segments).toHaveLength(10)
      expect(cut.problems).toEqual([{ code: 'ends-early', count: 1, packet: 11 }])
    }
  })

  test('what cannot be read at all gets an error that says why', () => {
    const error = (bytes: number[] | Uint8Array) => {
      const result = readCapture(Uint8Array.from(bytes))
      return result.ok ? null : result.error.code
    }
    expect(error([])).toBe('empty')
    expect(error([1, 2, 3])).toBe('unknown-format')
    expect(error([...Buffer.from('<!doctype html><p>No capture')])).toBe('unknown-format')
    expect(error([0x1f, 0x8b, 8, 0, 0, 0])).toBe('compressed')
    expect(error([...Buffer.from('BZh91AY&SY')])).toBe('compressed')
    expect(error([0xfd, ...Buffer.from('7zXZ'), 0])).toBe('compressed')
    expect(error(pcapFile(101, []).subarray(0, 20))).toBe('damaged')
    expect(error(section().subarray(0, 20))).toBe('damaged')
    expect(error(section().fill(0xff, 8, 12))).toBe('damaged')
    expect(error(section().fill(0, 4, 8))).toBe('damaged')
  })
})

describe('headers', () => {
  const [syn] = segmentsOf(WHOLE)
  if (!syn) throw new Error('no segment')

  test('all of the options that Woshou knows, and others stepped over', () => {
    const options = [2, 4, 5, 0xb4, 1, 3, 3, 7, 4, 2, 253, 4, 1, 2, 8, 10, 0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff, 0, 99]
    const { segments } = only(rawV4([{ ...syn, options }]))
    expect(segments[0]?.segment.options).toEqual({
      mss: 1460,
      windowScale: 7,
      sackPermitted: true,
      timestamps: { value: 256, echo: 0xffff_ffff },
    })
  })

  test('SACK blocks by their edges, in their order (RFC 2018 §3)', () => {
    const ack = {
      ...syn,
      flags: 0x10,
      options: [1, 1, 5, 18, 0, 0, 0, 31, 0, 0, 0, 61, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 9],
    }
    expect(only(rawV4([syn, ack])).segments[1]?.segment.options).toEqual({
      sack: [
        [31, 61],
        [0xffff_fffe, 9],
      ],
    })
  })

  test.each([[[5, 2]], [[5, 9, 0, 0, 0, 1, 0, 0, 0]], [[2, 0]], [[2, 200, 1]], [[3]], [[1, 1, 1, 8, 10, 0]]])(
    'options that contradict themselves: %j',
    (options) => {
      expect(only(rawV4([{ ...syn, options }])).segments[0]?.segment.options).toBeUndefined()
    },
  )

  test('IPv4 options and IPv6 extension headers', () => {
    const v6 = segmentsOf([['>', 'S', 100]], V6)[0]
    if (!v6) throw new Error('no segment')
    const extensions = [
      [0, [0, ...new Array(6).fill(0)]],
      [43, [1, ...new Array(14).fill(0)]],
      [60, [0, ...new Array(6).fill(0)]],
      [44, [0, 0, 0, 0, 0, 0, 1]],
      [51, [4, ...new Array(22).fill(0)]],
    ] as const
    expect(lines(only(pcapFile(101, timed([ipv6Bytes(v6, extensions)]))))).toEqual(['> S seq=100'])
    expect(lines(only(pcapFile(101, timed([ipv4Bytes(syn, [1, 1, 1, 0])]))))).toEqual(['> S seq=100'])
  })

  test('fragments are reported and left out, IPv4 and IPv6', () => {
    const v6 = segmentsOf([['>', 'S', 100]], V6)[0]
    if (!v6) throw new Error('no segment')
    const packets = [
      ipv4Bytes(syn, [], 0x2000),
      ipv4Bytes(syn, [], 0x0010),
      ipv6Bytes(v6, [[44, [0, 0, 1, 0, 0, 0, 1]]]),
    ]
    expect(codes(pcapFile(101, timed(packets)))).toEqual([
      ['fragment', 3, 1],
      ['no-tcp', 1, 0],
    ])
  })

  test('text captured too short keeps its length, by the IP header', () => {
    const [long] = segmentsOf([['>', 'PA', 101, 301, 'x'.repeat(1_000)]])
    if (!long) throw new Error('no segment')
    const bytes = Uint8Array.from(ipv4Bytes(long))
    const file = pcapFile(101, [{ at: START, bytes: bytes.subarray(0, 60), length: bytes.length }])
    const [kept] = only(file).segments
    expect(kept?.segment.text).toBe(`${'x'.repeat(20)}${'.'.repeat(980)}`)
    expect(kept?.missing).toBe(980)
    expect(codes(file)).toEqual([['cut-text', 1, 1]])
  })

  test('headers captured too short, and headers that contradict themselves, are reported', () => {
    const ip = ipv4Bytes(syn)
    const at = (index: number, byte: number) => ip.map((was, n) => (n === index ? byte : was))
    const file = pcapFile(
      101,
      timed([ip.slice(0, 30), ip.slice(0, 10), at(0, 0x44), at(32, 0x10), at(32, 0xf0), at(0, 0x35), []]),
    )
    expect(codes(file)).toEqual([
      ['cut-header', 3, 1],
      ['damaged-header', 4, 3],
      ['no-tcp', 1, 0],
    ])
  })

  test('a segment that its card was still to cut up has a total length of 0', () => {
    const [long] = segmentsOf([['>', 'PA', 101, 301, 'x'.repeat(3_000)]])
    if (!long) throw new Error('no segment')
    const ip = ipv4Bytes(long).map((byte, at) => (at === 2 || at === 3 ? 0 : byte))
    expect(only(pcapFile(101, timed([ip]))).segments[0]?.segment.text).toHaveLength(3_000)
  })

  test('BIG TCP: half a megabyte at a time, of which a card keeps the beginning', () => {
    const [first] = segmentsOf([['>', 'A', 101, 301, 'x'.repeat(40)]])
    if (!first) throw new Error('no segment')
    const zeroLength = (ip: readonly number[], at: number) => ip.map((byte, n) => (n === at || n === at + 1 ? 0 : byte))
    const v4 = Uint8Array.from(zeroLength(ipv4Bytes(first), 2))
    const [six] = segmentsOf([['>', 'A', 101, 301, 'x'.repeat(40)]], V6)
    // RFC 2675: the length stands in a hop-by-hop option.
    const jumbo = ipv6Bytes(six as TestSegment, [[0, [0, 0xc2, 4, 0, 7, 0xff, 0xff]]])
    const v6 = Uint8Array.from(zeroLength(jumbo, 4))
    for (const [bytes, header] of [
      [v4, 40],
      [v6, 68],
    ] as const) {
      const file = pcapFile(101, [{ at: START, bytes, length: 524_280 }])
      expect(only(file).segments[0]?.segment.text.length).toBe(524_280 - header)
      expect(codes(file)).toEqual([['cut-text', 1, 1]])
    }
  })

  test('text is bytes, also those that are no characters', () => {
    const text = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('')
    expect(only(rawV4(segmentsOf([['>', 'PA', 1, 1, text]]))).segments[0]?.segment.text).toBe(text)
  })
})

describe('connections', () => {
  test('several at once are told apart, and listed by their first packets', () => {
    const other = segmentsOf(WHOLE, [
      [[10, 0, 0, 1], 40_002],
      [[10, 0, 0, 2], 80],
    ])
    const six = segmentsOf(WHOLE, V6)
    const packets = segmentsOf(WHOLE).flatMap((one, n) => [
      ipv4Bytes(one),
      ...(other[n] ? [ipv4Bytes(other[n])] : []),
      ...(six[n] ? [ipv6Bytes(six[n])] : []),
    ])
    const { conversations } = read(pcapFile(101, timed(packets)))
    expect(conversations.map(({ client, index }) => [index, client.address, client.port])).toEqual([
      [0, '10.0.0.1', 40_001],
      [1, '10.0.0.1', 40_002],
      [2, '2001:db8::1', 40_001],
    ])
    for (const conversation of conversations) expect(lines(conversation)).toEqual(WHOLE_LINES)
  })

  const later = (line: Shorthand): Shorthand => [
    line[0],
    line[1],
    line[2] + 50_000,
    (line[3] ?? 0) && (line[3] ?? 0) + 50_000,
    line[4],
  ]

  test('a new one between the same ports begins with its SYN', () => {
    const { conversations } = read(rawV4(segmentsOf([...WHOLE, ...WHOLE.map(later)])))
    expect(conversations.map(({ segments }) => segments.length)).toEqual([11, 11])
  })

  test('so it does when both connections have the same numbers, as stacks made by hand have', () => {
    const { conversations } = read(rawV4(segmentsOf([...WHOLE, ...WHOLE])))
    expect(conversations.map(({ segments }) => segments.length)).toEqual([11, 11])
  })

  test('a SYN that is sent again does not begin another', () => {
    expect(lines(only(rawV4(segmentsOf([['>', 'S', 100], ['>', 'S', 100], ...WHOLE.slice(1)]))))).toHaveLength(12)
  })

  test('a SYN into a living connection that is challenged belongs to it', () => {
    const lines = [...WHOLE.slice(0, 7), ['>', 'S', 9_000], ['<', 'A', 307, 106], ...WHOLE.slice(7)] as Shorthand[]
    expect(only(rawV4(segmentsOf(lines))).segments).toHaveLength(13)
  })

  test('a host that has forgotten its connection resets it, and opens another', () => {
    const reopened: Shorthand[] = [
      ...WHOLE.slice(0, 7),
      ['>', 'S', 9_000],
      ['<', 'A', 307, 106],
      ['>', 'R', 106],
      ['>', 'S', 9_000],
      ['<', 'SA', 7_000, 9_001],
      ['>', 'A', 9_001, 7_001],
    ]
    expect(read(rawV4(segmentsOf(reopened))).conversations.map(({ segments }) => segments.length)).toEqual([10, 3])
  })

  test('two SYNs that cross are one; then the higher port is the client', () => {
    const crossing: Shorthand[] = [
      ['<', 'S', 300],
      ['>', 'S', 100],
      ['<', 'SA', 300, 101],
      ['>', 'SA', 100, 301],
    ]
    expect(lines(only(rawV4(segmentsOf(crossing))))[0]).toBe('< S seq=300')
  })

  test('one that starts in the middle is recognised; the higher port is taken for the client', () => {
    const { start, segments } = only(rawV4(segmentsOf(WHOLE.slice(4))))
    expect([start, segments[0]?.from]).toEqual(['middle', 'server'])
    expect(only(rawV4(segmentsOf(WHOLE.slice(1)))).start).toBe('syn-ack')
  })

  test('copies that the network made are recognised by their identification', () => {
    const segments = segmentsOf(WHOLE).flatMap((one, n) => {
      const marked = { ...one, id: 1_000 + n }
      return n === 3 ? [marked, marked] : [marked]
    })
    expect(only(rawV4(segments)).segments.map(({ copyOf }) => copyOf)).toEqual([
      null,
      null,
      null,
      null,
      3,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ])
  })
})

describe('a connection that was captured twice, without identifications', () => {
  const twice = (segments: readonly TestSegment[], of: (one: TestSegment) => readonly number[]) =>
    segments.flatMap((one, n) =>
      [0n, 7_000n].map((later) => ({
        at: START + BigInt(n) * MILLISECOND + later,
        bytes: Uint8Array.from(of(one)),
      })),
    )
  const copied = (file: Uint8Array) => only(file).segments.map(({ copyOf }) => copyOf)
  const everySecond = WHOLE.flatMap((_, n) => [null, 2 * n])

  test.each([
    ['IPv4', V4, (one: TestSegment) => ipv4Bytes(one)],
    ['IPv6', V6, (one: TestSegment) => ipv6Bytes(one)],
  ] as const)('%s: the second of each pair is a copy, pure acknowledgements too', (_, ends, of) => {
    expect(copied(pcapFile(101, twice(segmentsOf(WHOLE, ends), of)))).toEqual(everySecond)
  })

  test('equal acknowledgements of one that was captured once are none: hosts repeat them', () => {
    const lines: readonly Shorthand[] = [
      ...WHOLE.slice(0, 4),
      ['<', 'A', 301, 106],
      ['<', 'A', 301, 106],
      ['<', 'A', 301, 106],
    ]
    const packets = segmentsOf(lines, V6).map((one, n) => ({
      at: START + BigInt(n) * 7_000n,
      bytes: Uint8Array.from(ipv6Bytes(one)),
    }))
    expect(copied(pcapFile(101, packets))).toEqual(lines.map(() => null))
  })

  test('what is sent again after the other end has spoken is no copy, however soon', () => {
    const lines: readonly Shorthand[] = [...WHOLE.slice(0, 4), ['<', 'A', 301, 101], ['>', 'PA', 101, 301, 'hello']]
    const packets = segmentsOf(lines, V6).map((one, n) => ({
      at: START + BigInt(n) * 7_000n,
      bytes: Uint8Array.from(ipv6Bytes(one)),
    }))
    expect(copied(pcapFile(101, packets))).toEqual(lines.map(() => null))
  })
})

describe('limits', () => {
  const megabytes = (file: Uint8Array) => Math.round(file.length / 2 ** 20)

  test('100 MB of large packets are read within seconds', () => {
    const [syn, ...rest] = segmentsOf([...WHOLE.slice(0, 3), ['>', 'PA', 101, 301, 'x'.repeat(1_400)]])
    if (!syn) throw new Error('no segment')
    const head = pcapFile(101, timed([syn, ...rest].map((one) => ipv4Bytes(one))))
    const [, , , data] = timed([syn, ...rest].map((one) => ipv4Bytes(one)))
    if (!data) throw new Error('no data')
    const record = pcapFile(101, [data]).subarray(24)
    const file = new Uint8Array(100 * 2 ** 20)
    file.set(head)
    for (let at = head.length; at + record.length <= file.length; at += record.length) file.set(record, at)
    const before = process.memoryUsage().heapUsed
    const started = process.cpuUsage()
    const result = read(file)
    const seconds = processorSeconds(started)
    const heap = (process.memoryUsage().heapUsed - before) / 2 ** 20
    console.log(
      `${megabytes(file)} MB, ${result.packets} packets: ${seconds.toFixed(2)} s, heap +${heap.toFixed(0)} MB`,
    )
    expect(seconds).toBeLessThan(20)
    expect(heap).toBeLessThan(300)
    expect(result.conversations[0]?.segments.length).toBe(5_000)
    expect(result.conversations[0]?.leftOut).toBeGreaterThan(60_000)
    expect(result.problems.map(({ code }) => code)).toContain('connection-too-long')
  })

  test('100 MB of the smallest packets, each a connection of its own, and of empty blocks', () => {
    const [syn] = segmentsOf(WHOLE)
    if (!syn) throw new Error('no segment')
    const record = pcapFile(101, timed([ipv4Bytes(syn)])).subarray(24)
    const file = new Uint8Array(100 * 2 ** 20)
    file.set(pcapFile(101, []))
    for (let at = 24, n = 0; at + record.length <= file.length; at += record.length, n++) {
      file.set(record, at)
      // another port, and another address
      file[at + 36] = n >> 8
      file[at + 37] = n
      file[at + 30] = n >> 16
    }
    const started = process.cpuUsage()
    const { conversations, packets, problems } = read(file)
    const ng = new Uint8Array(100 * 2 ** 20)
    const empty = block(0x0bad, new Uint8Array(0))
    ng.set(section())
    for (let at = section().length; at + empty.length <= ng.length; at += empty.length) ng.set(empty, at)
    expect(read(ng).conversations).toEqual([])
    console.log(`${packets} tiny packets and 8 million empty blocks: ${processorSeconds(started).toFixed(2)} s`)
    expect(processorSeconds(started)).toBeLessThan(30)
    expect(conversations).toHaveLength(10_000)
    expect(problems.map(({ code }) => code)).toEqual(['too-many-connections', 'too-many-packets'])
  })

  test('a file larger than 256 MB is refused unread', () => {
    const file = new Uint8Array(256 * 2 ** 20 + 1)
    expect(readCapture(file)).toMatchObject({ ok: false, error: { code: 'too-large' } })
  })

  test('of a SYN flood every attempt is a connection', () => {
    const flood = Array.from({ length: 500 }, (_, n): Shorthand => ['>', 'S', 1_000 * n])
    const { conversations } = read(rawV4(segmentsOf(flood)))
    expect(conversations).toHaveLength(500)
    expect(conversations[0]?.segments[0]?.segment.flags).toBe(SYN)
  })
})
