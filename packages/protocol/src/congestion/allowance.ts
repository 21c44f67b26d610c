import type { Congestion } from './congestion.ts'
import { DUPLICATES_OF_A_LOSS } from './recovery.ts'

/**
 * How much may be on its way, bytes: cwnd; and at the first and second duplicate ACK one segment more for each, of new
 * text, so that a third may come (limited transmit: §3.2, step 1, and RFC 3042).
 */
export const allowance = ({ cwnd, duplicates, phase }: Congestion, smss: number): number =>
  phase === 'fast-recovery' || duplicates >= DUPLICATES_OF_A_LOSS ? cwnd : cwnd + duplicates * smss
