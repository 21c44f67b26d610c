/**
 * Sequence numbers, RFC 9293 §3.4: unsigned 32-bit integers that wrap from 4294967295 to 0. This module is
 * the only place in the project that adds or compares them; `<` on two sequence numbers is a defect elsewhere.
 */

/** A sequence or acknowledgement number: an integer from 0 to 4294967295. */
export type Seq = number

/** How many sequence numbers there are: 2^32. */
export const SEQ_MODULUS = 0x1_0000_0000

/** `a + n` modulo 2^32; `n` counts bytes and may be negative. */
export const add = (a: Seq, n: number): Seq => (a + n) >>> 0

/** The signed distance from `b` to `a`, −2^31 … 2^31−1: positive when `a` comes after `b`. */
export const diff = (a: Seq, b: Seq): number => (a - b) | 0

/** `a < b` in RFC 9293's circular order. */
export const lt = (a: Seq, b: Seq): boolean => ((a - b) | 0) < 0

/** `a =< b` in RFC 9293's circular order. */
export const leq = (a: Seq, b: Seq): boolean => ((a - b) | 0) <= 0

/** `a > b` in RFC 9293's circular order. */
export const gt = (a: Seq, b: Seq): boolean => ((a - b) | 0) > 0

/** `a >= b` in RFC 9293's circular order. */
export const geq = (a: Seq, b: Seq): boolean => ((a - b) | 0) >= 0

/** `first =< seq < first + size`, the test of RFC 9293 Table 6; false whenever `size` is 0. */
export const inWindow = (seq: Seq, first: Seq, size: number): boolean => (seq - first) >>> 0 < size

/** Whether `n` is an integer from 0 to 2^32 − 1. */
export const isSeq = (n: unknown): n is Seq => typeof n === 'number' && n >>> 0 === n

/** `seq` counted from the initial sequence number `isn`: 0 is the SYN itself. */
export const relativeTo = (seq: Seq, isn: Seq): number => (seq - isn) >>> 0

/** Whether counting up from `isn` to `seq` has passed 4294967295. */
export const hasWrapped = (seq: Seq, isn: Seq): boolean => seq < isn
