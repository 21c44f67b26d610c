import { allowance } from './congestion/allowance.ts'
import type { Congestion, Step } from './congestion/congestion.ts'
import { restarted } from './congestion/idle.ts'
import { firstWindow } from './congestion/opening.ts'
import { acknowledged, duplicated } from './congestion/recovery.ts'
import { timedOut } from './congestion/timeout.ts'
import { smssOf } from './mss.ts'
import { diff, type Seq } from './seq.ts'
import type { SynchronizedTcb } from './tcb.ts'

// Congestion control with a TCB's own numbers: what the engine's steps ask of the room beside this file. The answer is null
// where the policy has none.

/** §2, FlightSize: bytes that were sent and not cumulatively acknowledged; a FIN is none, nor is a SYN. */
const flightSize = ({ fin, iss, snd }: SynchronizedTcb): number =>
  Math.max(0, diff(snd.nxt, snd.una) - (fin !== null && diff(fin, snd.una) >= 0 ? 1 : 0) - (snd.una === iss ? 1 : 0))

/** An ACK of something new has come. §3.1: that of the SYN makes no window larger, and a FIN is no byte. */
export function newlyAcknowledged(tcb: SynchronizedTcb, ack: Seq): Step | null {
  const { congestion, fin, iss, snd } = tcb
  if (congestion === null) return null
  const bytes = snd.una === iss ? 0 : diff(ack, snd.una) - (fin !== null && diff(ack, fin) > 0 ? 1 : 0)
  return acknowledged(congestion, bytes, { una: ack, smss: smssOf(tcb) })
}

/** A duplicate ACK has come. */
export function duplicateAck(tcb: SynchronizedTcb): Step | null {
  const { congestion, snd } = tcb
  if (congestion === null) return null
  return duplicated(congestion, flightSize(tcb), { una: snd.una, nxt: snd.nxt, smss: smssOf(tcb) })
}

/** The retransmission timer has run out. */
export function retransmissionTimedOut(tcb: SynchronizedTcb): Congestion | null {
  const { congestion, iss, retransmission, snd } = tcb
  if (congestion === null) return null
  const flight = snd.una === iss ? null : flightSize(tcb)
  return timedOut(congestion, { again: retransmission.count > 0, flight, nxt: snd.nxt, smss: smssOf(tcb) })
}

/** Nothing was sent for as long as the retransmission timeout; the same where nothing becomes less by that. */
export function restartedIdle(tcb: SynchronizedTcb): Congestion | null {
  const { congestion, policy, snd } = tcb
  if (congestion === null || snd.una !== snd.nxt) return congestion
  const first = firstWindow(policy, smssOf(tcb))
  return congestion.cwnd > first ? restarted(congestion, first) : congestion
}

/**
 * How far beyond SND.UNA text may go, bytes: what the peer has room for, and what the network is believed to have
 * (§3.1: "the minimum of cwnd and rwnd").
 */
export const sendWindow = (tcb: SynchronizedTcb): number =>
  tcb.congestion === null ? tcb.snd.wnd : Math.min(tcb.snd.wnd, allowance(tcb.congestion, smssOf(tcb)))

/** Whether text waits to be sent for which cwnd has no room before something is acknowledged, whatever the peer has. */
export const isHeldBack = (tcb: SynchronizedTcb): boolean =>
  tcb.congestion !== null &&
  tcb.calls.text !== '' &&
  allowance(tcb.congestion, smssOf(tcb)) <= diff(tcb.snd.nxt, tcb.snd.una)

/** Whether what is sent again now was found lost by an ACK of only a part of what was sent before the loss (RFC 6582). */
export const isPartlyAcknowledged = ({ congestion, retransmission, snd }: SynchronizedTcb): boolean =>
  congestion !== null &&
  retransmission.due &&
  retransmission.count === 0 &&
  retransmission.duplicates < 3 &&
  diff(congestion.recover, snd.una) > 0
