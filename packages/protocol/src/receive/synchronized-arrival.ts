import type { Arrival, ChangeReason } from '../reception.ts'
import { gt, lt, type Seq } from '../seq.ts'
import { enterClosed } from '../synchronize.ts'
import type { SynchronizedState, SynchronizedTcb } from '../tcb.ts'
import { note, own } from './arrival.ts'

/** An arrival at an end in SYN-RECEIVED or any state after it: what the steps of §3.10.7.4 look at and change. */
export type Synchronized = Arrival<SynchronizedTcb>

/**
 * Kernel difference: in FIN-WAIT-2 after close() Linux keeps a lesser socket, which looks at no acknowledgement,
 * ends at any RST in the window, and is reset by a SYN.
 */
export const isLesser = ({ policy, calls, state }: SynchronizedTcb): boolean =>
  policy.likeLinux && calls.gone && state === 'FIN-WAIT-2'

/**
 * SND.UNA < SEG.ACK =< SND.NXT does not hold. Kernel difference: in a simultaneous open Linux takes SND.UNA itself.
 */
export const badHandshakeAck = (tcb: SynchronizedTcb, ack: Seq): boolean =>
  gt(ack, tcb.snd.nxt) || (tcb.policy.likeLinux && !tcb.passive ? lt(ack, tcb.snd.una) : !gt(ack, tcb.snd.una))

export function restartTimeWait(arrival: Synchronized): void {
  const { tcb } = arrival
  own(arrival).epochs = { ...tcb.epochs, timeWait: tcb.epochs.timeWait + 1 }
}

export function enter(arrival: Synchronized, state: SynchronizedState | 'CLOSED', because: ChangeReason): void {
  const { tcb } = arrival
  note(arrival as Arrival, 'state', tcb.state, state, because)
  if (state === 'CLOSED') {
    ;(arrival as Arrival).tcb = enterClosed(tcb)
    return
  }
  own(arrival).state = state
}
