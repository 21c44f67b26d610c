import type { Segment } from './segment.ts'
import { add, type Seq } from './seq.ts'

/**
 * The MSS values that a SYN cookie can name, bytes: three bits are left for them. Linux's table before its timestamps
 * carried more; RFC 4987 leaves the values to the host.
 */
export const COOKIE_MSS = [64, 512, 536, 1024, 1440, 1460, 4312, 8960] as const

/** What a host needs to make cookies and to know them again. */
export interface CookieKey {
  /** The host's secret; in play its ISN generator's number. */
  readonly secret: Seq
  /** The slow clock modulo 32, which steps every 64 seconds: a play is shorter than one step. */
  readonly time: number
}

/** What a cookie holds in its 32 bits. */
export interface CookieParts {
  /** Bits 31 to 27. */
  readonly time: number
  /** Bits 26 to 24: the place of the MSS in `COOKIE_MSS`. */
  readonly mss: number
  /** Bits 23 to 0. */
  readonly hash: number
}

/**
 * A SYN cookie (RFC 4987 §3.6 and appendix A): the initial sequence number in which a listener hides what it would have
 * kept. Five bits of a slow clock, three that name an MSS, 24 of a hash over the peer's number and the host's secret.
 */
export function cookieOf({ secret, time }: CookieKey, irs: Seq, mss: number): Seq {
  const index = placeOf(mss)
  return add(time * 0x0800_0000 + index * 0x0100_0000, hash(secret, irs, time * 8 + index))
}

/** The parts of a number that is one. */
export const cookieParts = (cookie: Seq): CookieParts => ({
  time: Math.floor(cookie / 0x0800_0000),
  mss: Math.floor(cookie / 0x0100_0000) & 7,
  hash: cookie & 0x00ff_ffff,
})

/**
 * The MSS in the cookie that a third segment brings back in its ack; null where that is no cookie of this host's. All
 * that is known of the request is in the segment itself.
 */
export function mssInCookie(key: CookieKey, { ack, seq }: Segment): number | null {
  const cookie = add(ack, -1)
  const mss = COOKIE_MSS[cookieParts(cookie).mss] ?? null
  return mss !== null && cookieOf(key, add(seq, -1), mss) === cookie ? mss : null
}

/** The largest value of the table that is no larger than what the peer announced; the smallest where none is. */
const placeOf = (mss: number): number =>
  Math.max(
    0,
    COOKIE_MSS.findLastIndex((value) => value <= mss),
  )

/** 24 bits that hang on all that is given. A real host takes a keyed hash (SipHash); nobody in play forges one. */
function hash(...numbers: readonly number[]): number {
  let mixed = 0x811c_9dc5
  for (const number of numbers) {
    mixed = Math.imul(mixed ^ number, 0x85eb_ca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
    mixed ^= mixed >>> 16
  }
  return mixed & 0x00ff_ffff
}
