import { type Congestion, phaseOf } from './congestion.ts'

/**
 * §3.1, after an ACK of new data outside fast recovery. Slow start, equation (2): cwnd += min (N, SMSS). Congestion
 * avoidance: "the RECOMMENDED way" is to count what is acknowledged until it is a whole cwnd, and then to add one SMSS: so
 * cwnd stays a number of whole segments, as Linux and textbooks have it, where equation (3) would add fractions.
 * @param bytes N: how many bytes the ACK acknowledges that none before it did
 */
export function grown(congestion: Congestion, bytes: number, smss: number): Congestion {
  const { cwnd, ssthresh } = congestion
  if (cwnd < ssthresh) {
    const grownTo = cwnd + Math.min(bytes, smss)
    return { ...congestion, cwnd: grownTo, phase: phaseOf(grownTo, ssthresh), duplicates: 0 }
  }
  const counted = congestion.counted + bytes
  const next = { ...congestion, phase: 'congestion-avoidance', duplicates: 0 } as const
  if (counted < cwnd) return { ...next, counted }
  // "cwnd MUST NOT be increased by more than SMSS bytes per RTT": what is left over is less than the next round trip.
  return { ...next, cwnd: cwnd + smss, counted: counted < 2 * cwnd ? counted - cwnd : 0 }
}
