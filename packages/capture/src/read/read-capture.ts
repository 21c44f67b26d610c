import { ACK, SYN } from '@woshou/protocol'
import type { Role } from '@woshou/session'
import type { CapturedSegment, Conversation } from '../conversation.ts'
import { LIMITS } from '../limits.ts'
import { type Problem, Problems } from '../problem.ts'
import { copiesIn } from './copies.ts'
import { followsNevertheless, incarnations, type PairSegment } from './incarnations.ts'
import { pcapMagic, readPcap } from './pcap.ts'
import { readPcapng, SECTION_HEADER } from './pcapng.ts'
import type { CaptureError } from './raw-packet.ts'
import { type Pair, SegmentTable } from './segment-table.ts'

export type ReadCapture =
  | {
      readonly ok: true
      readonly format: 'pcap' | 'pcapng'
      /** How many packets were looked at, TCP or not. */
      readonly packets: number
      /** By their first packets. */
      readonly conversations: readonly Conversation[]
      readonly problems: readonly Problem[]
    }
  | { readonly ok: false; readonly error: CaptureError }

/**
 * Reads the TCP connections of a capture file, pcap or pcapng. Total: whatever the bytes are, it answers, within the
 * time and memory that LIMITS allow. The file is only read; texts are copied, so it may be let go afterwards.
 */
export function readCapture(file: Uint8Array): ReadCapture {
  const error = refuse(file)
  if (error) return { ok: false, error }
  const problems = new Problems()
  const table = new SegmentTable(problems)
  const format = pcapMagic(viewOf(file)) ? 'pcap' : 'pcapng'
  const read = format === 'pcap' ? readPcap : readPcapng
  const damage = read(file, (packet) => table.take(packet), problems)
  if (damage) return { ok: false, error: damage }
  const conversations = table.pairs
    .flatMap(connections)
    .sort((a, b) => (a.segments[0]?.packet ?? 0) - (b.segments[0]?.packet ?? 0))
    .map((conversation, index) => ({ ...conversation, index }))
  if (conversations.length === 0) problems.add('no-tcp', 0)
  return { ok: true, format, packets: table.packets, conversations, problems: problems.list }
}

const viewOf = (file: Uint8Array) => new DataView(file.buffer, file.byteOffset, file.byteLength)

/** How files begin that gzip, zstd, zip, bzip2, xz and lz4 made. */
const COMPRESSED: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x50, 0x4b, 0x03, 0x04],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x04, 0x22, 0x4d, 0x18],
]

/** What can be told from the file's first bytes. */
function refuse(file: Uint8Array): CaptureError | null {
  if (file.length === 0) return { code: 'empty', at: 0, detail: 'no bytes at all' }
  if (file.length > LIMITS.file)
    return { code: 'too-large', at: LIMITS.file, detail: `${file.length} bytes, at most ${LIMITS.file} are read` }
  if (COMPRESSED.some((magic) => magic.every((byte, at) => file[at] === byte)))
    return { code: 'compressed', at: 0, detail: 'unpack it first' }
  const view = viewOf(file)
  const known = pcapMagic(view) !== null || (file.length >= 4 && view.getUint32(0) === SECTION_HEADER)
  return known ? null : { code: 'unknown-format', at: 0, detail: 'neither pcap nor pcapng' }
}

/** The connections between one pair, one after the other. */
function connections(pair: Pair): readonly Conversation[] {
  // Captures from several cards may be out of order; sorting is stable.
  const segments = pair.segments.sort((a, b) => a.at - b.at)
  const starts = incarnations(segments)
  return starts.map((start, n) => {
    const own = segments.slice(start, starts[n + 1])
    return connection(pair, own, n === starts.length - 1 ? pair.leftOut : 0)
  })
}

function connection(pair: Pair, own: readonly PairSegment[], leftOut: number): Conversation {
  const { start, forthIsClient } = beginning(pair, own)
  const from = own[0]?.at ?? 0
  const roleOf = (forth: boolean): Role => (forth === forthIsClient ? 'client' : 'server')
  const copies = copiesIn(own)
  const segments = own.map(
    ({ at, forth, id, missing, packet, segment }, index): CapturedSegment => ({
      packet,
      at: Math.round((at - from) * 1_000) / 1_000,
      from: roleOf(forth),
      segment,
      missing,
      id,
      copyOf: copies[index] ?? null,
    }),
  )
  return {
    index: 0,
    client: forthIsClient ? pair.first : pair.second,
    server: forthIsClient ? pair.second : pair.first,
    start,
    from,
    until: own.at(-1)?.at ?? from,
    segments,
    leftOut,
  }
}

function beginning(
  { first, second }: Pair,
  own: readonly PairSegment[],
): { start: Conversation['start']; forthIsClient: boolean } {
  const [opening] = own
  const synOf = (forth: boolean) => own.some((one) => one.forth === forth && (one.segment.flags & (SYN | ACK)) === SYN)
  const byPort = first.port === second.port ? (opening?.forth ?? true) : first.port > second.port
  if (!opening) return { start: 'middle', forthIsClient: byPort }
  const syn = firstSyn(own)
  // When both opened actively, nothing but the ports tells who is who.
  if (syn) return { start: 'syn', forthIsClient: synOf(!syn.forth) ? byPort : syn.forth }
  return opening.segment.flags & SYN
    ? { start: 'syn-ack', forthIsClient: !opening.forth }
    : { start: 'middle', forthIsClient: byPort }
}

/** The SYN with which it begins, though the card may have written before it what follows it. */
function firstSyn(own: readonly PairSegment[]): PairSegment | null {
  const at = own.findIndex(({ segment }) => (segment.flags & (SYN | ACK)) === SYN)
  const syn = own[at]
  return syn && own.slice(0, at).every((one) => followsNevertheless(one, syn)) ? syn : null
}
