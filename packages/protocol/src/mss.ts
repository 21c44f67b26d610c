import { reportLength } from './sack/held.ts'
import type { Options } from './segment.ts'
import type { Policy, SynchronizedTcb } from './tcb.ts'

/** What a peer that announces nothing can be relied on to take, bytes (RFC 9293 §3.7.1, MUST-15; IPv4). */
export const DEFAULT_MSS = 536

/** What the timestamps option takes of each segment once it is agreed: 10 bytes, padded to 12 (RFC 7323 §3.2). */
const TIMESTAMPS = 12

/**
 * The largest text that may go into one segment now, bytes: the smaller of what this end's own path carries and of
 * what the peer announced with its SYN, less the options that go with it (RFC 9293 §3.7.1, MUST-16). The one truth for
 * `judge`, `due`, and whoever builds segments. Kernel difference: what a recorded host handed to its network card was
 * not cut yet.
 */
export function sendMss(tcb: Pick<SynchronizedTcb, 'policy' | 'peerMss' | 'tsRecent' | 'sack'>): number {
  const { policy, peerMss, tsRecent } = tcb
  if (policy.likeLinux) return policy.mss
  const options = (tsRecent === null ? 0 : TIMESTAMPS) + reportLength(tcb)
  const mss = Math.min(policy.mss, peerMss)
  return options === 0 ? mss : Math.max(1, mss - options)
}

/** The same for text on the opening SYN, where nothing of the peer's is known yet (MUST-15). */
export const openingMss = (policy: Policy): number =>
  sendMss({ policy, peerMss: DEFAULT_MSS, tsRecent: null, sack: null })

/**
 * SMSS, by which congestion control counts, bytes (RFC 5681 §2): the largest text of a segment with the options that all
 * of them have. It stays the same for a whole connection, whatever one segment has to report besides.
 */
export const smssOf = ({
  policy,
  peerMss,
  tsRecent,
}: Pick<SynchronizedTcb, 'policy' | 'peerMss' | 'tsRecent'>): number =>
  sendMss({ policy, peerMss, tsRecent, sack: null })

/** The options with which this end's SYN or SYN,ACK leaves; null for none (MUST-14: MSS is for SYNs alone). */
export const offeredOptions = ({ announcedMss, sack }: Policy): Options | null =>
  announcedMss === null && !sack
    ? null
    : { ...(announcedMss !== null && { mss: announcedMss }), ...(sack && { sackPermitted: true }) }
