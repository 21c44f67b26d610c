import { acknowledgement, resetFor } from '../owe.ts'
import type { Arrival } from '../reception.ts'
import { hasAck, hasFin, hasRst, hasSyn } from '../segment.ts'
import { gt, lt } from '../seq.ts'
import { enterClosed } from '../synchronize.ts'
import { owe, stop } from './arrival.ts'
import { challenge } from './challenge.ts'
import { listenerTakesSyn } from './listen.ts'
import { backToListen } from './syn-arrived.ts'
import { enter, isLesser, type Synchronized } from './synchronized-arrival.ts'

/** Fourth: SYN. In SYN-RECEIVED a passive OPEN returns to LISTEN; later it is challenged (RFC 5961 §4). */
export function checkSyn(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  if (!hasSyn(segment)) return false
  if (tcb.state === 'SYN-RECEIVED' && tcb.passive) {
    // The SYN that was taken already, with more behind it: what lies before the window is cut off.
    if (segment.seq === tcb.irs) {
      owe(arrival, 'acknowledge-duplicate', acknowledgement(tcb))
      return false
    }
    backToListen(arrival as Arrival, tcb, 'syn-in-syn-received')
    // Kernel difference: Linux answers with RST,ACK first.
    if (tcb.policy.likeLinux) {
      owe(arrival, 'reset-no-connection', resetFor(segment))
      return stop(arrival, 'fourth-syn', 'reset')
    }
    return stop(arrival, 'fourth-syn', 'dropped')
  }
  if (reopens(arrival)) return true
  if (isLesser(tcb) && lt(segment.seq, tcb.rcv.nxt)) return stop(arrival, 'fourth-syn', 'dropped')
  if (tcb.policy.rfc5961 && !isLesser(tcb)) {
    challenge(arrival)
    return stop(arrival, 'fourth-syn', 'dropped')
  }
  // RFC 793, and RFC 9293 without RFC 5961: an error; reset.
  enter(arrival, 'CLOSED', 'rst-arrived')
  owe(arrival, 'reset-unacceptable-ack', resetFor(segment))
  arrival.signals.push({ type: 'connection-reset' })
  return stop(arrival, 'fourth-syn', 'reset')
}

/** §3.6.1, MAY-2: in TIME-WAIT a SYN with a higher number may open the next connection at an end that listens. */
export function reopens(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  if (tcb.state !== 'TIME-WAIT' || !tcb.passive || !hasSyn(segment) || hasAck(segment) || hasRst(segment)) return false
  // RFC 6191: a later timestamp tells the new connection from the old as well as a higher number does.
  const stamp = segment.options?.timestamps
  const later = tcb.tsRecent !== null && stamp !== undefined && gt(stamp.value, tcb.tsRecent)
  if (!gt(segment.seq, tcb.rcv.nxt) && !later) return false
  // Linux gives up TIME-WAIT for it, and its listener then drops SYN,FIN.
  if (tcb.policy.likeLinux && hasFin(segment)) {
    enter(arrival, 'CLOSED', 'new-syn-in-time-wait')
    return stop(arrival, 'fourth-syn', 'dropped')
  }
  listenerTakesSyn(arrival as Arrival, { ...enterClosed(tcb), state: 'TIME-WAIT' })
  return stop(arrival, 'fourth-syn', 'accepted')
}
