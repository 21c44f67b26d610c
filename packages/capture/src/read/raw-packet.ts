/** One packet of a capture file, not looked into yet. */
export interface RawPacket {
  /** Its place in the file, from 1. */
  readonly number: number
  /** Milliseconds since 1970, UTC; a double holds them to a quarter of a microsecond. */
  readonly at: number
  /** LINKTYPE_ value, as tcpdump.org lists them. */
  readonly link: number
  /** What was captured: a view into the file. */
  readonly bytes: Uint8Array
  /** How long it was on the wire. */
  readonly length: number
}

/** Takes one packet; false when no more are wanted. */
export type TakePacket = (packet: RawPacket) => boolean

/** Why a file cannot be read at all: stable ids, worded in `wording.ts`. */
export type CaptureErrorCode = 'empty' | 'too-large' | 'compressed' | 'unknown-format' | 'damaged'

/** Where and why a file cannot be read. */
export interface CaptureError {
  readonly code: CaptureErrorCode
  /** The byte at which it shows, from 0. */
  readonly at: number
  /** For a log or a bug report, in English; people are told by `code`. */
  readonly detail: string
}
