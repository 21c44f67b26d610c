import type { Options } from './segment.ts'
import type { Policy, SynchronizedTcb } from './tcb.ts'

/** What a peer that announces nothing can be relied on to take, bytes (RFC 9293 §3.7.1, MUST-15; IPv4). */
export const DEFAULT_MSS = 536

/**
 * The largest text that may go into one segment now, bytes: the smaller of what this end's own path carries and of
 * what the peer announced with its SYN (RFC 9293 §3.7.1, MUST-16). The one truth for `judge`, `due`, and whoever
 * builds segments. Kernel difference: what a recorded host handed to its network card was not cut yet.
 */
export const sendMss = ({ policy, peerMss }: Pick<SynchronizedTcb, 'policy' | 'peerMss'>): number =>
  policy.likeLinux ? policy.mss : Math.min(policy.mss, peerMss)

/** The options with which this end's SYN or SYN,ACK leaves; null for none (MUST-14: MSS is for SYNs alone). */
export const offeredOptions = ({ announcedMss }: Policy): Options | null =>
  announcedMss === null ? null : { mss: announcedMss }
