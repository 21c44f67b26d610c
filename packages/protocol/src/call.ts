import { enterClosed } from './synchronize.ts'
import type { Calls, State, Tcb } from './tcb.ts'

/** The user's calls, RFC 9293 §3.10.1 to .5. `gone` with CLOSE: the application will not receive either (§3.6.1). */
export type Call =
  | { readonly type: 'open-passive' }
  | { readonly type: 'open-active' }
  | { readonly type: 'send'; readonly text: string }
  | { readonly type: 'close'; readonly gone?: boolean }
  | { readonly type: 'abort' }

/** The errors that §3.10.1 to .5 return, as ids. */
export type CallErrorId = 'connection-already-exists' | 'connection-does-not-exist' | 'connection-closing'

export type CallResult = { readonly ok: true; readonly tcb: Tcb } | { readonly ok: false; readonly error: CallErrorId }

const wish = (tcb: Tcb, calls: Partial<Calls>): CallResult => ({
  ok: true,
  tcb: { ...tcb, calls: { ...tcb.calls, ...calls } },
})
const no = (error: CallErrorId): CallResult => ({ ok: false, error })

/**
 * What the application asks of TCP. A call records a wish; the segment that carries it out is sent by a move, and
 * only then does the state change. CLOSE in LISTEN and SYN-SENT, and ABORT where no RST is due, delete the TCB at once.
 */
export function call(tcb: Tcb, request: Call): CallResult {
  switch (request.type) {
    case 'open-passive':
      return openPassive(tcb)
    case 'open-active':
      // §3.10.1: from CLOSED, or from LISTEN ("change the connection from passive to active").
      return tcb.state === 'CLOSED' || tcb.state === 'LISTEN'
        ? wish(tcb, { open: true })
        : no('connection-already-exists')
    case 'send':
      return give(tcb, request.text)
    case 'close':
      return close(tcb, request.gone === true)
    case 'abort':
      return abort(tcb)
  }
}

function openPassive(tcb: Tcb): CallResult {
  if (tcb.state !== 'CLOSED') return no('connection-already-exists')
  return {
    ok: true,
    tcb: {
      state: 'LISTEN',
      policy: tcb.policy,
      calls: tcb.calls,
      owed: [],
      isn: tcb.isn,
      past: tcb.past,
      arrival: null,
      news: false,
    },
  }
}

/** §3.10.2: queued before ESTABLISHED, sent in ESTABLISHED and CLOSE-WAIT, an error after the own CLOSE. */
function give(tcb: Tcb, text: string): CallResult {
  if (tcb.state === 'CLOSED')
    return tcb.calls.open ? wish(tcb, { text: tcb.calls.text + text }) : no('connection-does-not-exist')
  if (tcb.calls.close) return no('connection-closing')
  switch (tcb.state) {
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      return no('connection-closing')
    default:
      return wish(tcb, { text: tcb.calls.text + text })
  }
}

/** §3.10.4 */
function close(tcb: Tcb, gone: boolean): CallResult {
  switch (tcb.state) {
    case 'CLOSED':
      return tcb.calls.open ? wish(tcb, { open: false, text: '' }) : no('connection-does-not-exist')
    case 'LISTEN':
    case 'SYN-SENT':
      return { ok: true, tcb: enterClosed(tcb) }
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
    case 'CLOSE-WAIT':
      if (tcb.calls.close) return gone && !tcb.calls.gone ? wish(tcb, { gone }) : no('connection-closing')
      return { ok: true, tcb: { ...tcb, state: stateAtClose(tcb), calls: { ...tcb.calls, close: true, gone } } as Tcb }
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
      // "Strictly speaking, this is an error", but the application that shut down its half may now leave for good.
      return gone && !tcb.calls.gone ? wish(tcb, { gone }) : no('connection-closing')
    default:
      return no('connection-closing')
  }
}

/**
 * The state changes when the FIN is sent, which is what a student sees. §3.10.4 (and Linux) change it with the call,
 * though the FIN may have to wait behind text: so does an end that is to go through a kernel's states.
 */
function stateAtClose(tcb: Tcb): State {
  if (!tcb.policy.likeLinux) return tcb.state
  if (tcb.state === 'ESTABLISHED') return 'FIN-WAIT-1'
  return tcb.state === 'CLOSE-WAIT' ? 'LAST-ACK' : tcb.state
}

/** §3.10.5: a RST is owed to SYN-RECEIVED, ESTABLISHED, FIN-WAIT-1 and -2, CLOSE-WAIT; elsewhere the TCB just goes. */
function abort(tcb: Tcb): CallResult {
  switch (tcb.state) {
    case 'CLOSED':
      return no('connection-does-not-exist')
    case 'SYN-RECEIVED':
      return tcb.iss === null ? { ok: true, tcb: enterClosed(tcb) } : wish(tcb, { abort: true })
    case 'ESTABLISHED':
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSE-WAIT':
      return wish(tcb, { abort: true })
    case 'CLOSING':
    case 'LAST-ACK':
      // Kernel difference: Linux sends a RST here too while its FIN still waits behind text.
      return tcb.policy.likeLinux && tcb.fin === null ? wish(tcb, { abort: true }) : { ok: true, tcb: enterClosed(tcb) }
    default:
      return { ok: true, tcb: enterClosed(tcb) }
  }
}
