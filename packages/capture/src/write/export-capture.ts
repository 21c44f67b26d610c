import { hasSyn } from '@woshou/protocol'
import { type Locale, ROLES, type Role, type SessionEvent } from '@woshou/session'
import { ethernetPacket } from './ethernet-packet.ts'
import { Explanations } from './explanations.ts'
import { passingPackets } from './passing-packets.ts'
import {
  byteOption,
  directionOption,
  ETHERNET,
  enhancedPacket,
  IF_DESCRIPTION,
  IF_NAME,
  IF_TSRESOL,
  interfaceDescription,
  OPT_COMMENT,
  SHB_USERAPPL,
  sectionHeader,
  textOption,
} from './pcapng-blocks.ts'

/** At whose network card, and in which language the comments are. */
export interface ExportOptions {
  readonly vantage: Role
  readonly locale: Locale
}

/** 10^-6 s. */
const MICROSECONDS = 6

/**
 * A session as a pcapng file, as the network card of one end saw it, with every explanation as a packet comment. Nobody's
 * name is in it. Timestamps are `createdAt` plus play time, as the students played it; the section's comment tells the
 * pace.
 * @param log a session's whole log, with what the students were not told; one without its first event throws a RangeError
 */
export function exportCapture(log: readonly SessionEvent[], { locale, vantage }: ExportOptions): Uint8Array {
  const [created] = log
  if (created?.type !== 'session-created') throw new RangeError('a log begins with session-created')
  const words = new Explanations(locale, initialNumbers(log, created.isn))
  const { packets, left } = passingPackets(log, vantage, words)
  const { phrases } = words
  const { lesson, title } = created.scenario
  const end = phrases.end[vantage]
  const about = [
    phrases.session({ title: title[locale], end, pace: created.pace, level: created.level }),
    lesson[locale],
    phrases.numbers,
    ...left,
  ]
  const blocks = [
    sectionHeader([...about.map((text) => textOption(OPT_COMMENT, text)), textOption(SHB_USERAPPL, 'Woshou')]),
    interfaceDescription(ETHERNET, [
      textOption(IF_NAME, vantage),
      textOption(IF_DESCRIPTION, phrases.card(end)),
      byteOption(IF_TSRESOL, MICROSECONDS),
    ]),
    ...packets.map(({ at, comments, from, segment, sent }) =>
      enhancedPacket(
        Math.round((created.createdAt + at) * 1_000),
        ethernetPacket(segment, from, identification(sent)),
        [...comments.map((text) => textOption(OPT_COMMENT, text)), directionOption(from !== vantage)],
      ),
    ),
  ]
  return concatenated(blocks)
}

/** The ISNs that Wireshark counts from: those of the first SYNs, where there are any. */
function initialNumbers(
  log: readonly SessionEvent[],
  pinned: Readonly<Record<Role, number>>,
): Readonly<Record<Role, number>> {
  const isn = { ...pinned }
  for (const role of ROLES) {
    const syn = log.find((event) => event.type === 'segment-sent' && event.role === role && hasSyn(event.segment))
    if (syn?.type === 'segment-sent') isn[role] = syn.segment.seq
  }
  return isn
}

/** Counts up with every sending and is never 0, which would say that there is none. */
const identification = (sent: number): number => (sent % 0xffff) + 1

function concatenated(blocks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const block of blocks) {
    bytes.set(block, at)
    at += block.length
  }
  return bytes
}
