import type { Endpoint } from '../conversation.ts'
import { LIMITS } from '../limits.ts'
import type { Problems } from '../problem.ts'
import { addressText } from './address-text.ts'
import type { PairSegment } from './incarnations.ts'
import { readInternetLayer, type TcpPacket } from './internet-layer.ts'
import { readLinkLayer } from './link-layer.ts'
import type { RawPacket } from './raw-packet.ts'
import { readTcpHeader, type TcpHeader } from './tcp-header.ts'

/** All segments between two addresses and ports, in the order of the file. */
export interface Pair {
  /** What the first one is found by. */
  readonly key: string
  readonly first: Endpoint
  readonly second: Endpoint
  readonly segments: PairSegment[]
  leftOut: number
}

/** Sorts a capture's packets into pairs of addresses and ports, within the limits. */
export class SegmentTable {
  readonly #pairs = new Map<string, Pair>()
  readonly #problems: Problems
  #segments = 0
  #text = 0
  #packets = 0

  constructor(problems: Problems) {
    this.#problems = problems
  }

  /** How many packets were looked at. */
  get packets(): number {
    return this.#packets
  }

  get pairs(): readonly Pair[] {
    return [...this.#pairs.values()]
  }

  /** Takes the next packet; false when there have been too many. */
  take(raw: RawPacket): boolean {
    if (this.#packets === LIMITS.packets) {
      this.#problems.add('too-many-packets', raw.number)
      return false
    }
    this.#packets++
    const link = readLinkLayer(raw.link, raw.bytes)
    if (link.kind !== 'ip') {
      if (link.kind === 'unsupported') this.#problems.add('unsupported-link', raw.number)
      if (link.kind === 'tunnel') this.#problems.add('tunnel', raw.number)
      if (link.kind === 'cut') this.#problems.add('cut-header', raw.number)
      return true
    }
    const ip = readInternetLayer(raw.bytes, link.at, raw.length)
    if (ip.kind !== 'tcp') {
      if (ip.kind === 'fragment') this.#problems.add('fragment', raw.number)
      if (ip.kind === 'tunnel') this.#problems.add('tunnel', raw.number)
      if (ip.kind === 'cut') this.#problems.add('cut-header', raw.number)
      if (ip.kind === 'damaged') this.#problems.add('damaged-header', raw.number)
      return true
    }
    const header = readTcpHeader(raw.bytes, ip.packet.at, ip.packet.end)
    if (typeof header === 'string') {
      this.#problems.add(header === 'cut' ? 'cut-header' : 'damaged-header', raw.number)
      return true
    }
    this.#keep(raw, ip.packet, header)
    return true
  }

  #keep(raw: RawPacket, ip: TcpPacket, header: TcpHeader): void {
    const source = `${charactersOf(ip.source)}${header.sourcePort}`
    const destination = `${charactersOf(ip.destination)}${header.destinationPort}`
    // The lengths of the addresses and one separator keep different pairs from looking alike.
    const key =
      source < destination
        ? `${source.length}|${source}|${destination}`
        : `${destination.length}|${destination}|${source}`
    let pair = this.#pairs.get(key)
    if (!pair) {
      if (this.#pairs.size === LIMITS.pairs) {
        this.#problems.add('too-many-connections', raw.number)
        return
      }
      pair = {
        key: source,
        first: { address: addressText(ip.source), port: header.sourcePort },
        second: { address: addressText(ip.destination), port: header.destinationPort },
        segments: [],
        leftOut: 0,
      }
      this.#pairs.set(key, pair)
    }
    if (pair.segments.length === LIMITS.segmentsOfPair || this.#segments === LIMITS.segments) {
      this.#problems.add('connection-too-long', raw.number)
      pair.leftOut++
      return
    }
    this.#segments++
    const forth = source === pair.key
    const { text, missing } = this.#textOf(raw, header)
    const { ack, flags, options, seq, window } = header
    const segment = { flags, seq, ack, window, text, ...(options && { options }) }
    pair.segments.push({ packet: raw.number, at: raw.at, forth, segment, missing, id: ip.id })
  }

  /** The text, one character per byte; what was not captured, or is beyond the limit, is stood for. */
  #textOf(raw: RawPacket, { textAt, textLength }: TcpHeader): { text: string; missing: number } {
    if (textLength === 0) return { text: '', missing: 0 }
    const captured = Math.max(0, Math.min(textLength, raw.bytes.length - textAt))
    if (captured < textLength) this.#problems.add('cut-text', raw.number)
    if (this.#text + captured > LIMITS.text) {
      this.#problems.add('text-left-out', raw.number)
      return { text: standIn(textLength), missing: textLength }
    }
    this.#text += captured
    const text = characters(raw.bytes.subarray(textAt, textAt + captured))
    const missing = textLength - captured
    return { text: missing === 0 ? text : text + standIn(missing), missing }
  }
}

/** The longest text that a header can tell of; slices of one string share its memory. */
const STAND_IN = '.'.repeat(LIMITS.packet)

/** `.` for each byte that is not known; at most as many as a packet has. */
export const standIn = (length: number): string => STAND_IN.slice(0, length)

const CHUNK = 8_192

/** As arguments that are spread they would be iterated one by one, which takes three to nine times as long. */
const charactersOf = (few: Uint8Array): string => Reflect.apply(String.fromCharCode, null, few)

/** One character per byte: not TextDecoder, whose `latin1` is windows-1252. */
function characters(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) text += charactersOf(bytes.subarray(at, at + CHUNK))
  return text
}
