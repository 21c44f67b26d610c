import type { Seq } from '../seq.ts'
import { type Congestion, phaseOf } from './congestion.ts'

/** What a policy may say of them, bytes: null is the RFC's own. */
interface Wanted {
  readonly initialCwnd: number | null
  readonly initialSsthresh: number | null
}

/** The largest window that a header's 16 bits stand for, unscaled. */
const LARGEST_WINDOW = 65_535

/**
 * IW, the initial window of RFC 5681 §3.1 (the table of RFC 3390), bytes.
 * @param smss the largest text that a segment of this sender carries, bytes
 */
export function initialWindow(smss: number): number {
  if (smss > 2190) return 2 * smss
  return smss > 1095 ? 3 * smss : 4 * smss
}

/**
 * How large cwnd is before anything was sent: the policy's, or IW; one segment at least.
 */
export const firstWindow = ({ initialCwnd }: Pick<Wanted, 'initialCwnd'>, smss: number): number =>
  Math.max(smss, initialCwnd ?? initialWindow(smss))

/**
 * Congestion control at the beginning of a connection. §3.1: ssthresh is arbitrarily
 * high, for example the largest window that the peer can offer, and one segment is IW where the SYN or SYN,ACK was lost.
 */
export function opened(
  wanted: Wanted,
  { iss, lost, sndScale, smss }: { iss: Seq; lost: boolean; sndScale: number; smss: number },
): Congestion {
  const cwnd = lost ? smss : firstWindow(wanted, smss)
  const ssthresh = wanted.initialSsthresh ?? LARGEST_WINDOW << sndScale
  return { cwnd, ssthresh, phase: phaseOf(cwnd, ssthresh), duplicates: 0, recover: iss, counted: 0 }
}
