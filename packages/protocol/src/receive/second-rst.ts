import type { Arrival } from '../reception.ts'
import { hasRst } from '../segment.ts'
import { add, type Seq } from '../seq.ts'
import type { SynchronizedTcb } from '../tcb.ts'
import { stop } from './arrival.ts'
import { challenge } from './challenge.ts'
import { backToListen } from './syn-arrived.ts'
import { enter, isLesser, type Synchronized } from './synchronized-arrival.ts'

/** Second: RST. In the window it counts only at exactly RCV.NXT, elsewhere it is challenged (RFC 5961 §3). */
export function checkRst(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  if (!hasRst(segment)) return false
  // Any RST in the window ends Linux's lesser socket.
  if (tcb.policy.rfc5961 && segment.seq !== tcb.rcv.nxt && !isLesser(tcb) && !endsTheEarly(tcb, segment.seq)) {
    challenge(arrival)
    return stop(arrival, 'second-rst', 'dropped')
  }
  return reset(arrival)
}

/** Kernel difference: with SACK Linux also believes a RST that directly follows the last text it keeps beyond a gap. */
function endsTheEarly({ policy, sack, early, earlyFin }: SynchronizedTcb, seq: Seq): boolean {
  if (!policy.likeLinux || !sack) return false
  const last = early.at(-1)
  if (earlyFin !== null) return seq === add(earlyFin, 1)
  return last !== undefined && seq === add(last.seq, last.text.length)
}

/** The connection is reset, or refused, or its request forgotten. */
export function reset(arrival: Synchronized): true {
  const { tcb } = arrival
  if (tcb.state === 'SYN-RECEIVED') {
    if (tcb.passive) backToListen(arrival as Arrival, tcb, 'rst-arrived')
    else {
      enter(arrival, 'CLOSED', 'rst-arrived')
      arrival.signals.push({ type: 'connection-refused' })
    }
    return stop(arrival, 'second-rst', 'accepted')
  }
  const orderly = tcb.state === 'CLOSING' || tcb.state === 'LAST-ACK' || tcb.state === 'TIME-WAIT'
  enter(arrival, 'CLOSED', 'rst-arrived')
  // "Any outstanding RECEIVEs and SEND should receive 'reset' responses" before the close was complete.
  arrival.signals.push({ type: orderly ? 'connection-closed' : 'connection-reset' })
  return stop(arrival, 'second-rst', 'accepted')
}
