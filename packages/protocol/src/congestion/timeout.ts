import type { Seq } from '../seq.ts'
import { type Congestion, halved, phaseOf } from './congestion.ts'

/**
 * §3.1, when the retransmission timer has run out: ssthresh by equation (4), held where the same segment was lost before,
 * and cwnd is LW, the loss window: one segment, whatever IW was. RFC 6582 §3.2, step 4: fast recovery is over.
 * @param flight FlightSize, bytes; null where only the SYN was on its way, of which §3.1 says no more than one segment
 * @param again whether the timer had run out for this segment before
 */
export function timedOut(
  congestion: Congestion,
  { again, flight, nxt, smss }: { again: boolean; flight: number | null; nxt: Seq; smss: number },
): Congestion {
  const ssthresh = again || flight === null ? congestion.ssthresh : halved(flight, smss)
  const recover = flight === null ? congestion.recover : nxt
  return { cwnd: smss, ssthresh, phase: phaseOf(smss, ssthresh), duplicates: 0, recover, counted: 0 }
}
