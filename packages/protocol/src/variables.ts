import type { Congestion } from './congestion/congestion.ts'
import { isSynArrived, type SynchronizedTcb, type Tcb } from './tcb.ts'

/** One variable as the student sees it. */
export interface Variable {
  readonly name: 'SND.UNA' | 'SND.NXT' | 'SND.WND' | 'RCV.NXT' | 'RCV.WND' | 'ISS' | 'IRS'
  /** Null where the state has none yet. */
  readonly value: number | null
  readonly kind: 'sequence' | 'bytes'
  readonly space: 'send' | 'receive'
}

/** What a student sees of congestion control (RFC 5681 §2), where its end has any. */
export type CongestionVariable = keyof Pick<Congestion, 'cwnd' | 'ssthresh' | 'phase'>

/** The variables of RFC 9293 §3.3.1 that the end can see now. */
export function variables(tcb: Tcb): readonly Variable[] {
  const none = tcb.state === 'CLOSED' || tcb.state === 'LISTEN'
  const snd = none || isSynArrived(tcb) ? null : (tcb as SynchronizedTcb).snd
  const rcv = none || tcb.state === 'SYN-SENT' ? null : tcb.rcv
  // A peer's window is known only once something of the peer's has arrived.
  const sndWnd = tcb.state === 'SYN-SENT' || snd === null ? null : snd.wnd
  return [
    { name: 'SND.UNA', value: snd?.una ?? null, kind: 'sequence', space: 'send' },
    { name: 'SND.NXT', value: snd?.nxt ?? null, kind: 'sequence', space: 'send' },
    { name: 'SND.WND', value: sndWnd, kind: 'bytes', space: 'send' },
    { name: 'RCV.NXT', value: rcv?.nxt ?? null, kind: 'sequence', space: 'receive' },
    { name: 'RCV.WND', value: rcv?.wnd ?? null, kind: 'bytes', space: 'receive' },
    { name: 'ISS', value: none ? null : tcb.iss, kind: 'sequence', space: 'send' },
    { name: 'IRS', value: none || tcb.state === 'SYN-SENT' ? null : tcb.irs, kind: 'sequence', space: 'receive' },
  ]
}

/** What has come through to the application, and what of its own has been acknowledged. */
export interface Delivered {
  /** The text in order, one character per byte. After the end of a connection: what it had delivered. */
  readonly text: string
  readonly bytes: number
  /** The peer's FIN was received, in order: there will be no more. */
  readonly peerClosed: boolean
  /** Everything sent has been acknowledged, and nothing the application gave waits to be sent. */
  readonly allAcknowledged: boolean
}

export function delivered(tcb: Tcb): Delivered {
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') {
    const text = tcb.past?.received ?? ''
    return {
      text,
      bytes: text.length,
      peerClosed: tcb.past?.peerClosed ?? false,
      allAcknowledged: tcb.past?.acknowledged ?? true,
    }
  }
  if (tcb.state === 'SYN-SENT' || isSynArrived(tcb))
    return { text: '', bytes: 0, peerClosed: false, allAcknowledged: false }
  const { received, peerFin, snd, calls } = tcb as SynchronizedTcb
  return {
    text: received,
    bytes: received.length,
    peerClosed: peerFin !== null,
    allAcknowledged: snd.una === snd.nxt && calls.text === '',
  }
}
