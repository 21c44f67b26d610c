import { acknowledgement } from '../owe.ts'
import { owe, own } from './arrival.ts'
import type { Synchronized } from './synchronized-arrival.ts'

/** A challenge ACK is owed (RFC 5961 §3 to §5), unless as many have been as the policy allows (§7). */
export function challenge(arrival: Synchronized): void {
  const { challenged, policy } = arrival.tcb
  if (policy.challengeAcks !== null) {
    if (challenged >= policy.challengeAcks) return
    own(arrival).challenged = challenged + 1
  }
  owe(arrival, 'challenge-ack', acknowledgement(arrival.tcb))
}
