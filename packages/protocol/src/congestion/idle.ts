import { type Congestion, phaseOf } from './congestion.ts'

/**
 * §4.1: nothing was sent for longer than the retransmission timeout, so no ACKs come that would clock out the text. The
 * restart window is RW = min(IW, cwnd); ssthresh stays.
 * @param first IW, bytes
 */
export function restarted(congestion: Congestion, first: number): Congestion {
  const cwnd = Math.min(first, congestion.cwnd)
  return { ...congestion, cwnd, phase: phaseOf(cwnd, congestion.ssthresh), counted: 0 }
}
