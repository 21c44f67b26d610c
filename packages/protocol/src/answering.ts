import { owedCookie } from './owe.ts'
import type { Tcb } from './tcb.ts'

/**
 * A listener that owes a cookie, as the end that answers its SYN: what may be said of a SYN,ACK is the same. Any other TCB
 * is itself.
 */
export function answering(tcb: Tcb): Tcb {
  if (tcb.state !== 'LISTEN') return tcb
  const debt = owedCookie(tcb)
  if (debt === undefined) return tcb
  const { reply, to } = debt
  return {
    ...tcb,
    state: 'SYN-RECEIVED',
    isn: reply.seq,
    iss: null,
    irs: to.seq,
    rcv: { nxt: reply.ack, wnd: tcb.policy.receiveBuffer },
    peer: to,
    early: [],
    earlyFin: null,
  }
}
