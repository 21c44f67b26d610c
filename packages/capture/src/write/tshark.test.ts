import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ACK, add, formatTyped, relativeTo, type Segment, SYN, seqLength } from '@woshou/protocol'
import { LOCALES, type Locale, peerOf, ROLES, type Role, type SessionEvent } from '@woshou/session'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chosen, scenario, Table } from '../../../session/src/testing/table.ts'
import { readCapture } from '../read/read-capture.ts'
import { Explanations } from './explanations.ts'
import { exportCapture } from './export-capture.ts'
import { passingPackets } from './passing-packets.ts'

const TSHARK = 'tshark'
const found = spawnSync(TSHARK, ['--version'], { encoding: 'utf8' }).status === 0
if (!found)
  console.warn(
    'skipped: tshark is not installed here (Debian: apt-get install tshark), so nothing reads what is exported',
  )

const folder = mkdtempSync(join(tmpdir(), 'woshou-capture-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const UNIT = '\u001f'
const ALL = '\u001e'

/** What is asked of every packet. Its ports come first: they tell which capture it is of. */
const FIELDS = [
  'tcp.port',
  'ip.src',
  'tcp.flags',
  'tcp.seq_raw',
  'tcp.seq',
  'tcp.ack_raw',
  'tcp.ack',
  'tcp.len',
  'tcp.window_size_value',
  'tcp.options.mss_val',
  'tcp.option_kind',
  'tcp.options.sack_le',
  'tcp.options.sack_re',
  'ip.checksum.status',
  'tcp.checksum.status',
  'frame.comment',
  'frame.time_epoch',
  '_ws.expert.message',
] as const

/** One packet as tshark reads it: what it says of each field, the values of one that comes several times apart. */
type Row = Readonly<Record<(typeof FIELDS)[number], readonly string[]>>

/**
 * Runs tshark once over captures with checksums verified: it takes longer to start than to read them all. Sections may
 * follow one another in one file; each capture's client has a port of its own there, as they are separate connections.
 * @returns its packets, for each capture
 */
function tshark(captures: readonly Uint8Array[]): readonly (readonly Row[])[] {
  const path = join(folder, 'sessions.pcapng')
  writeFileSync(path, Buffer.concat(captures.map((capture, n) => atPort(capture, FIRST_PORT + n))))
  const { status, stderr, stdout } = spawnSync(
    TSHARK,
    [
      ...['-n', '-r', path, '-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'],
      ...['-T', 'fields', '-E', `separator=${UNIT}`, '-E', `aggregator=${ALL}`],
      ...FIELDS.flatMap((field) => ['-e', field]),
    ],
    { encoding: 'utf8', maxBuffer: 64 << 20 },
  )
  const complaints = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Running as user'))
  expect([status, complaints]).toEqual([0, []])
  const rows = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split(UNIT)
      return Object.fromEntries(FIELDS.map((field, n) => [field, values[n]?.split(ALL) ?? []])) as unknown as Row
    })
  return captures.map((_, n) => rows.filter((row) => row['tcp.port'].includes(`${FIRST_PORT + n}`)))
}

/** The client's port in an export, and those that captures have in one file: no dissector of Wireshark claims them. */
const CLIENT_PORT = 40_001
const FIRST_PORT = 41_001

const ENHANCED_PACKET = 6
const PACKET_DATA = 28
const TCP_HEADER = 14 + 20
const TCP_CHECKSUM = TCP_HEADER + 16

/** An export whose client has another port. Its checksums are moved on by the difference alone: a wrong one stays wrong. */
function atPort(capture: Uint8Array, port: number): Uint8Array {
  const bytes = capture.slice()
  const view = new DataView(bytes.buffer)
  for (let block = 0; block < bytes.length; block += view.getUint32(block + 4, true)) {
    if (view.getUint32(block, true) !== ENHANCED_PACKET) continue
    const packet = block + PACKET_DATA
    for (const at of [packet + TCP_HEADER, packet + TCP_HEADER + 2]) {
      if (view.getUint16(at) !== CLIENT_PORT) continue
      view.setUint16(at, port)
      // RFC 1624, equation 3
      const sum = (~view.getUint16(packet + TCP_CHECKSUM) & 0xffff) + (~CLIENT_PORT & 0xffff) + port
      const folded = (sum & 0xffff) + (sum >>> 16)
      view.setUint16(packet + TCP_CHECKSUM, ~((folded & 0xffff) + (folded >>> 16)) & 0xffff)
    }
  }
  return bytes
}

/** Both play well, after a mistake of the client's that says what was wrong. */
function played(id: string): readonly SessionEvent[] {
  const table = new Table(scenario(id), 7).seat()
  table.send('client', chosen('A', 42))
  return table.play().log
}

/** The same with a wrong attempt in the middle of the connection, at the server. */
function playedWithMistakes(id: string): readonly SessionEvent[] {
  const table = new Table(scenario(id), 7).seat()
  table.send('client', chosen('SA', 1, 1))
  for (let n = 0; n < 200 && !table.session.ended; n++) {
    const { tcb } = table.session.ends.server
    if (tcb.state === 'ESTABLISHED') {
      table.send('server', chosen('FA', add(tcb.snd.nxt, 7), tcb.rcv.nxt))
      break
    }
    if (![...ROLES].some((role) => table.sendDue(role)) && !table.wait()) break
  }
  return table.play().log
}

interface Expected {
  readonly from: Role
  readonly segment: Segment
  readonly comments: readonly string[]
  readonly at: number
}

function expected(log: readonly SessionEvent[], vantage: Role, locale: Locale): readonly Expected[] {
  const [created] = log
  if (created?.type !== 'session-created') throw new Error('no first event')
  const { packets } = passingPackets(log, vantage, new Explanations(locale, created.isn))
  return packets.map(({ at, comments, from, segment }) => ({ at: created.createdAt + at, comments, from, segment }))
}

const blocksOf = ({ options }: Segment) => options?.sack ?? []

/** The options' kinds as numbers, with the No-Operations that fill a header up behind them. */
function kindsOf({ options }: Segment): readonly number[] {
  if (options?.sack) return [5, 1, 1]
  return [...(options?.mss === undefined ? [] : [2]), ...(options?.sackPermitted ? [4, 1, 1] : [])]
}

const isnOf = (log: readonly SessionEvent[]) => {
  const [created] = log
  if (created?.type !== 'session-created') throw new Error('no first event')
  return created.isn
}

/** Expert information that says what a packet is, or repeats a comment, and finds no fault. */
const PLAIN = [
  /^Connection (establish|finish|reset)/,
  /^This frame (initiates|undergoes) the connection closing/,
  /^TCP keep-alive/i,
  /^TCP (window|Zero Window)/,
  /^ACK to a TCP Zero Window Probe/,
  // said where a SYN has other options only; without it 536 holds (RFC 9293 §3.7.1)
  /^The SYN packet does not contain a MSS option/,
]

/** Whether the log says the same as a finding about packet `n`; or it is one of Wireshark's known errors. */
function justified(log: readonly SessionEvent[], packets: readonly Expected[], n: number, message: string): boolean {
  const packet = packets[n]
  if (!packet) return false
  const { from, segment } = packet
  const sent = log.filter((event) => event.type === 'segment-sent' && event.role === from)
  const same = sent.filter((event) => event.type === 'segment-sent' && event.segment.seq === segment.seq)
  const crossed = packets.slice(0, 2).every((one) => one.segment.flags === SYN) && packets[0]?.from !== packets[1]?.from
  if (/retransmission/.test(message)) {
    // Known error 1: where SYNs crossed, the SYN,ACK's SYN repeats a number that was never lost (RFC 9293 Figure 7).
    const numbered = same.filter((event) => event.type === 'segment-sent' && seqLength(event.segment) > 0)
    return (
      numbered.length > 1 &&
      (numbered.some((event) => 'arrivals' in event && event.arrivals?.length === 0) || crossed || resent(log, from))
    )
  }
  if (/Duplicate ACK/.test(message)) {
    // Known error 2: Wireshark remembers 0 for "nothing acknowledged yet", so that a first ACK of 0 looks repeated.
    const before = packets.slice(0, n).filter((one) => one.from === from && one.segment.flags & ACK)
    return before.some((one) => one.segment.ack === segment.ack) || (before.length === 0 && segment.ack === 0)
  }
  // Known error 3: the byte of a window probe, which was refused, is not counted; the one behind it seems to leave a gap.
  if (/not captured/.test(message) && probed(packets.slice(0, n), from)) return true
  return (
    /not captured|out-of-order/i.test(message) &&
    log.some((event) => event.type === 'segment-sent' && event.arrivals?.length === 0)
  )
}

/** Whether the end's timer ran out: then it sends again what was not lost as well. */
const resent = (log: readonly SessionEvent[], role: Role): boolean =>
  log.some((event) => event.type === 'timer-expired' && event.role === role && event.timer === 'retransmission')

/** Whether the end has sent a byte into a closed window before. */
const probed = (packets: readonly Expected[], from: Role): boolean =>
  packets.some((one, n) => one.from === from && one.segment.text.length === 1 && packets[n - 1]?.segment.window === 0)

const SESSIONS = [
  ['with loss', 'lost-syn-ack'],
  ['with lost data', 'lost-data'],
  ['with selective acknowledgements', 'two-holes-with-sack'],
  ['with a lost FIN', 'lost-fin'],
  ['with a simultaneous open', 'simultaneous-open'],
  ['that wraps around', 'wrap-around'],
  ['that is half-closed', 'half-close'],
  ['that is aborted', 'abort'],
  ['with a closed window', 'zero-window'],
  ['of a kernel', 'kernel-half-close'],
] as const

describe.skipIf(!found)('tshark reads an exported session', () => {
  // each session at both cards and in both languages, not each card in each language
  const fields = SESSIONS.flatMap(([what, id], n) =>
    ROLES.map((role, card) => [what, role, LOCALES[(n + card) % LOCALES.length] ?? 'en', id] as const),
  )
  const experts = SESSIONS.flatMap(([what, id]) => ROLES.map((role) => [what, role, id] as const))
  let read: readonly (readonly Row[])[] = []
  beforeAll(() => {
    read = tshark([
      ...fields.map(([, vantage, locale, id]) => exportCapture(playedWithMistakes(id), { vantage, locale })),
      ...experts.map(([, vantage, id]) => exportCapture(played(id), { vantage, locale: 'en' })),
    ])
  })

  test.each(fields.map((one, n) => [...one, n] as const))(
    '%s, at the %s, in %s: segments, relative numbers, flags, checksums, comments',
    (_, vantage, locale, id, n) => {
      const log = playedWithMistakes(id)
      const isn = isnOf(log)
      const rows = read[n] ?? []
      const asked = FIELDS.slice(FIELDS.indexOf('ip.src'), FIELDS.indexOf('frame.comment'))
      expect(rows.map((row) => asked.map((field) => row[field].join(ALL)))).toEqual(
        expected(log, vantage, locale).map(({ from, segment: s }) => [
          from === 'client' ? '192.0.2.1' : '192.0.2.2',
          `0x${s.flags.toString(16).padStart(4, '0')}`,
          `${s.seq}`,
          `${relativeTo(s.seq, isn[from])}`,
          `${s.ack}`,
          `${s.flags & 16 ? relativeTo(s.ack, isn[peerOf(from)]) : 0}`,
          `${s.text.length}`,
          `${s.window}`,
          `${s.options?.mss ?? ''}`,
          kindsOf(s).join(ALL),
          blocksOf(s)
            .map(([left]) => relativeTo(left, isn[peerOf(from)]))
            .join(ALL),
          blocksOf(s)
            .map(([, right]) => relativeTo(right, isn[peerOf(from)]))
            .join(ALL),
          '1',
          '1',
        ]),
      )
      const comments = rows.map((row) => row['frame.comment'].filter((one) => one !== ''))
      expect(comments).toEqual(expected(log, vantage, locale).map((one) => one.comments))
      expect(comments.flat().length).toBeGreaterThan(4)
      expect(rows.map((row) => Math.round(Number(row['frame.time_epoch'][0]) * 1_000))).toEqual(
        expected(log, vantage, locale).map(({ at }) => at),
      )
    },
  )

  test.each(experts.map((one, n) => [...one, n] as const))(
    '%s, at the %s: its expert information contradicts the judge nowhere',
    (_, vantage, id, n) => {
      const log = played(id)
      const rows = read[fields.length + n] ?? []
      const packets = expected(log, vantage, 'en')
      expect(rows).toHaveLength(packets.length)
      const findings = rows.flatMap((row, n) => {
        // A comment is expert information as well, and stands there cut short.
        const { comments = [], segment } = packets[n] ?? {}
        return row['_ws.expert.message']
          .filter((one) => one !== '' && !PLAIN.some((plain) => plain.test(one)))
          .filter((one) => !comments.some((comment) => comment.startsWith(one.slice(0, 40))))
          .map((message) => ({ message, segment, n }))
      })
      const unjustified = findings.filter(({ message, n }) => !justified(log, packets, n, message))
      expect(unjustified.map(({ message, segment }) => `${segment && formatTyped(segment)}: ${message}`)).toEqual([])
      console.log(
        `${id} at the ${vantage}: ${findings.map(({ message }) => message).join('; ') || 'nothing but plain facts'}`,
      )
    },
  )

  test('the Chinese comments of a session that wraps around come back character for character', () => {
    const log = playedWithMistakes('wrap-around')
    const [rows = []] = tshark([exportCapture(log, { vantage: 'server', locale: 'zh-CN' })])
    const comments = rows.flatMap((row) => row['frame.comment'])
    expect(comments.join()).toContain('客户端：')
    expect(comments.join()).toContain('没有发出。')
    expect(comments.join()).toContain('服务器：LISTEN → SYN-RECEIVED，因为收到了 SYN。')
  })
})

/** The tools that come with it write what this package must read. */
const tool = (name: string, ...args: string[]): boolean => spawnSync(name, args).status === 0

describe.skipIf(!found)('what Wireshark’s tools write is read', () => {
  const source = join(import.meta.dirname, '../../fixtures/pcap/half-close-client-then-server-data.pcap')
  const other = join(import.meta.dirname, '../../fixtures/pcap/wrap-isn-ffffffff.pcap')
  const out = join(folder, 'converted')
  const read = () => {
    const result = readCapture(readFileSync(out))
    if (!result.ok) throw new Error(result.error.detail)
    return result
  }
  const original = readCapture(readFileSync(source))
  const segments = original.ok ? original.conversations[0]?.segments : []

  test.each(['pcap', 'nsecpcap', 'pcapng'])('editcap -F %s', (format) => {
    expect(tool('editcap', '-F', format, source, out)).toBe(true)
    expect(read().conversations[0]?.segments).toEqual(segments)
  })

  test('editcap -s 48: cut after the headers', () => {
    expect(tool('editcap', '-s', '48', source, out)).toBe(true)
    const { conversations, problems } = read()
    expect(conversations[0]?.segments.map(({ segment }) => segment.text.length)).toEqual(
      segments?.map(({ segment }) => segment.text.length),
    )
    expect(problems.map(({ code }) => code)).toEqual(['cut-text'])
  })

  test('mergecap: two captures of different links as two interfaces', () => {
    const session = join(folder, 'session.pcapng')
    writeFileSync(session, exportCapture(played('half-close'), { vantage: 'client', locale: 'en' }))
    expect(tool('mergecap', '-w', out, source, other, session)).toBe(true)
    const { conversations, problems } = read()
    expect(problems).toEqual([])
    expect(conversations).toHaveLength(3)
    expect(conversations.map(({ segments }) => segments.length).sort((a, b) => a - b)).toEqual([
      10,
      expect.any(Number),
      17,
    ])
  })

  test('text2pcap: packets from a hex dump, over IPv6', () => {
    const dump = join(folder, 'dump.txt')
    writeFileSync(dump, '0000 68 65 6c 6c 6f\n')
    expect(tool('text2pcap', '-6', '2001:db8::1,2001:db8::2', '-T', '40001,80', dump, out)).toBe(true)
    const [conversation] = read().conversations
    expect(conversation?.segments.map(({ segment }) => segment.text)).toEqual(['hello'])
    expect(conversation?.client).toEqual({ address: '2001:db8::1', port: 40_001 })
  })
})
