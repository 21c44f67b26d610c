import type { Segment } from '@woshou/protocol'
import type { Role } from '@woshou/session'

/** One end's address as people write it (`192.0.2.1`, `2001:db8::1`), and its port. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** A segment as the capture holds it. */
export interface CapturedSegment {
  /** The packet's number in the file, from 1, as Wireshark shows it. */
  readonly packet: number
  /** When it passed the capturing card, in milliseconds since the conversation's first. */
  readonly at: number
  readonly from: Role
  /** Where bytes of the text were not captured, `.` stands for each. */
  readonly segment: Segment
  /** How many bytes of the text those are. */
  readonly missing: number
  /** IPv4's identification, which most hosts count up: it tells in which order they were sent. Null: it says nothing. */
  readonly id: number | null
  /** A copy that the network made, or a second card: the index of the segment of which it is one. */
  readonly copyOf: number | null
}

/**
 * One connection of a capture: one life of a pair of addresses and ports. Plain data, so that a worker may read the file.
 * `start` says whether its SYN is there: `syn`, the first is missing (`syn-ack`), or it begins later (`middle`).
 */
export interface Conversation {
  /** Its place in the list, from 0: by its first packet. */
  readonly index: number
  /** Who sent the first SYN; where nobody did, who has the higher port. */
  readonly client: Endpoint
  readonly server: Endpoint
  readonly start: 'syn' | 'syn-ack' | 'middle'
  /** Milliseconds since 1970, UTC, of its first and last packet. */
  readonly from: number
  readonly until: number
  /** In the order of their times. */
  readonly segments: readonly CapturedSegment[]
  /** How many further segments of the pair were left out: see LIMITS.segmentsOfPair. */
  readonly leftOut: number
}
