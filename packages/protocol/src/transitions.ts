import type { State } from './tcb.ts'

/** An arrow of RFC 9293 §3.3.2, Figure 5. */
export interface Transition {
  readonly from: State
  readonly event:
    | 'passive OPEN'
    | 'active OPEN'
    | 'CLOSE'
    | 'SEND'
    | 'rcv SYN'
    | 'rcv SYN,ACK'
    | 'rcv ACK of SYN'
    | 'rcv RST'
    | 'rcv FIN'
    | 'rcv ACK of FIN'
    | 'rcv FIN and ACK of FIN'
    | 'Timeout=2MSL'
  readonly to: State
  /** What is sent or done; '' where the figure draws x. */
  readonly action:
    | 'create TCB'
    | 'create TCB, snd SYN'
    | 'delete TCB'
    | 'snd SYN'
    | 'snd SYN,ACK'
    | 'snd ACK'
    | 'snd FIN'
    | ''
}

/** Figure 5 as data, with its notes 1 (RST returns to LISTEN after a passive OPEN) and 2 (FIN-WAIT-1 to TIME-WAIT). */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'CLOSED', event: 'passive OPEN', to: 'LISTEN', action: 'create TCB' },
  { from: 'CLOSED', event: 'active OPEN', to: 'SYN-SENT', action: 'create TCB, snd SYN' },
  { from: 'LISTEN', event: 'CLOSE', to: 'CLOSED', action: 'delete TCB' },
  { from: 'LISTEN', event: 'rcv SYN', to: 'SYN-RECEIVED', action: 'snd SYN,ACK' },
  { from: 'LISTEN', event: 'SEND', to: 'SYN-SENT', action: 'snd SYN' },
  { from: 'SYN-SENT', event: 'CLOSE', to: 'CLOSED', action: 'delete TCB' },
  { from: 'SYN-SENT', event: 'rcv SYN', to: 'SYN-RECEIVED', action: 'snd SYN,ACK' },
  { from: 'SYN-SENT', event: 'rcv SYN,ACK', to: 'ESTABLISHED', action: 'snd ACK' },
  { from: 'SYN-RECEIVED', event: 'rcv ACK of SYN', to: 'ESTABLISHED', action: '' },
  { from: 'SYN-RECEIVED', event: 'CLOSE', to: 'FIN-WAIT-1', action: 'snd FIN' },
  { from: 'SYN-RECEIVED', event: 'rcv RST', to: 'LISTEN', action: '' },
  { from: 'ESTABLISHED', event: 'CLOSE', to: 'FIN-WAIT-1', action: 'snd FIN' },
  { from: 'ESTABLISHED', event: 'rcv FIN', to: 'CLOSE-WAIT', action: 'snd ACK' },
  { from: 'FIN-WAIT-1', event: 'rcv ACK of FIN', to: 'FIN-WAIT-2', action: '' },
  { from: 'FIN-WAIT-1', event: 'rcv FIN', to: 'CLOSING', action: 'snd ACK' },
  { from: 'FIN-WAIT-1', event: 'rcv FIN and ACK of FIN', to: 'TIME-WAIT', action: 'snd ACK' },
  { from: 'FIN-WAIT-2', event: 'rcv FIN', to: 'TIME-WAIT', action: 'snd ACK' },
  { from: 'CLOSING', event: 'rcv ACK of FIN', to: 'TIME-WAIT', action: '' },
  { from: 'CLOSE-WAIT', event: 'CLOSE', to: 'LAST-ACK', action: 'snd FIN' },
  { from: 'LAST-ACK', event: 'rcv ACK of FIN', to: 'CLOSED', action: '' },
  { from: 'TIME-WAIT', event: 'Timeout=2MSL', to: 'CLOSED', action: 'delete TCB' },
]

/** The other spellings in which books, `netstat`, `ss` and kernels write the states. */
export const ALIASES: Readonly<Record<State, readonly string[]>> = {
  CLOSED: ['CLOSE', 'UNCONN'],
  LISTEN: ['LISTENING'],
  'SYN-SENT': ['SYN_SENT', 'SYN_SEND', 'SYNSENT'],
  'SYN-RECEIVED': ['SYN_RCVD', 'SYN_RECV', 'SYN_RECEIVED', 'SYN-RCVD', 'SYN-RECV'],
  ESTABLISHED: ['ESTAB'],
  'FIN-WAIT-1': ['FIN_WAIT_1', 'FIN_WAIT1', 'FIN-WAIT1'],
  'FIN-WAIT-2': ['FIN_WAIT_2', 'FIN_WAIT2', 'FIN-WAIT2'],
  'CLOSE-WAIT': ['CLOSE_WAIT'],
  CLOSING: [],
  'LAST-ACK': ['LAST_ACK'],
  'TIME-WAIT': ['TIME_WAIT', 'TIMEWAIT'],
}
