import { geq, gt, lt, type Seq } from '../seq.ts'
import { type Congestion, halved, phaseOf, type Step } from './congestion.ts'
import { grown } from './growth.ts'

/** So many duplicate ACKs are taken as a loss (§3.2). */
export const DUPLICATES_OF_A_LOSS = 3

/** The sender's numbers at an arrival: SND.UNA and SND.NXT as they are after it, FlightSize, and SMSS in bytes. */
export interface Sender {
  readonly una: Seq
  readonly nxt: Seq
  readonly smss: number
}

/**
 * A duplicate ACK. §3.2, step 1: the first two change no window. Steps 2 and 3: the third sets ssthresh by equation (4)
 * and cwnd to ssthresh + 3*SMSS, and the segment at SND.UNA is sent again; not where what is acknowledged was sent before
 * the last loss was noticed (RFC 6582 §3.2, step 2). Step 4: each further one adds one SMSS, for what has left the network.
 * @param flight FlightSize, bytes
 */
export function duplicated(congestion: Congestion, flight: number, { nxt, smss, una }: Sender): Step {
  const duplicates = congestion.duplicates + 1
  if (congestion.phase === 'fast-recovery')
    return { congestion: { ...congestion, duplicates, cwnd: congestion.cwnd + smss }, resend: false }
  if (duplicates !== DUPLICATES_OF_A_LOSS || !gt(una, congestion.recover))
    return { congestion: { ...congestion, duplicates }, resend: false }
  // "Additional data sent in limited transmit MUST NOT be included": it is what lies beyond cwnd.
  const ssthresh = halved(Math.min(flight, congestion.cwnd), smss)
  const cwnd = ssthresh + DUPLICATES_OF_A_LOSS * smss
  return {
    congestion: { cwnd, ssthresh, phase: 'fast-recovery', duplicates, recover: nxt, counted: 0 },
    resend: true,
  }
}

/**
 * An ACK of new data. In fast recovery §3.2, step 6: cwnd is ssthresh again ("deflating"), once all is acknowledged that
 * was sent before the loss was noticed. An ACK of only a part shows the next loss (RFC 6582 §3.2, step 3): cwnd is less by
 * what is acknowledged, plus one SMSS, and the segment that is first now is sent again. So it is behind a timeout, where
 * all that was on its way counts as lost, in slow start.
 * @param bytes N: how many bytes it acknowledges that none before it did; 0 for a SYN's (§3.1)
 */
export function acknowledged(congestion: Congestion, bytes: number, { smss, una }: Omit<Sender, 'nxt'>): Step {
  const { cwnd, phase, recover, ssthresh } = congestion
  const resend = lt(una, recover)
  if (phase !== 'fast-recovery')
    return { congestion: bytes === 0 ? { ...congestion, duplicates: 0 } : grown(congestion, bytes, smss), resend }
  if (geq(una, recover))
    return {
      congestion: { ...congestion, cwnd: ssthresh, phase: phaseOf(ssthresh, ssthresh), duplicates: 0, counted: 0 },
      resend: false,
    }
  const deflated = cwnd - bytes + (bytes >= smss ? smss : 0)
  return { congestion: { ...congestion, cwnd: Math.max(smss, deflated), duplicates: 0 }, resend }
}
