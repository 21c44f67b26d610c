import { restartedIdle, retransmissionTimedOut } from './congested.ts'
import { listening } from './receive/syn-arrived.ts'
import type { Signal } from './reception.ts'
import { forgotten } from './sack/scoreboard.ts'
import { waitsForWindow } from './silly.ts'
import { enterClosed } from './synchronize.ts'
import { isSynArrived, isSynchronized, type SynchronizedTcb, type Tcb } from './tcb.ts'

/**
 * RFC 9293's timers, and `idle-restart`, which measures RFC 5681 §4.1's idle time from the last ACK of something new.
 * `user-timeout` never runs by itself: whoever keeps the clock may let it expire (§3.10.8).
 */
export type Timer =
  | 'time-wait'
  | 'retransmission'
  | 'persist'
  | 'keep-alive'
  | 'delayed-ack'
  | 'idle-restart'
  | 'user-timeout'

export interface RunningTimer {
  readonly timer: Timer
  /** Milliseconds of play time from its start to its expiry. */
  readonly after: number
  /** While this stays the same the timer runs on; when it changes the timer starts again. */
  readonly epoch: number
}

/** RFC 9293 §3.8.6.3 (MUST-40): at most 500 ms; Linux waits 40 to 200. */
const DELAYED_ACK = 500

/** The timers that run now. An end without a clock asks after every event, and calls `expire` when one has run out. */
export function timers(tcb: Tcb): readonly RunningTimer[] {
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN' || isSynArrived(tcb)) return []
  const running: RunningTimer[] = []
  const { rto, epoch, due } = tcb.retransmission
  if (tcb.state === 'SYN-SENT') return due ? [] : [{ timer: 'retransmission', after: rto, epoch }]
  const whole = tcb as SynchronizedTcb
  const { snd } = whole
  if (whole.state === 'TIME-WAIT')
    return [{ timer: 'time-wait', after: 2 * tcb.policy.msl, epoch: whole.epochs.timeWait }]
  if (snd.una !== snd.nxt) {
    if (!due) running.push({ timer: 'retransmission', after: rto, epoch })
  } else if (((snd.wnd === 0 && tcb.calls.text !== '') || waitsForWindow(whole)) && !whole.probe)
    running.push({ timer: 'persist', after: rto, epoch: whole.epochs.persist })
  if (!whole.ackNow && tcb.owed.some((o) => o.reason === 'acknowledge-text'))
    running.push({ timer: 'delayed-ack', after: DELAYED_ACK, epoch: whole.epochs.ack })
  if (tcb.policy.keepAlive !== null && !whole.keepAliveDue && whole.fin === null && snd.una === snd.nxt)
    running.push({ timer: 'keep-alive', after: tcb.policy.keepAlive, epoch: whole.epochs.idle })
  if (whole.congestion !== null && restartedIdle(whole) !== whole.congestion)
    running.push({ timer: 'idle-restart', after: tcb.policy.rto, epoch })
  return running
}

/** RFC 6298 §2.5: a maximum of at least 60 seconds. */
const LONGEST_RTO = 60_000

/** What the running out of a timer does, and what TCP tells the application about it. */
export interface Expiry {
  readonly tcb: Tcb
  readonly signals: readonly Signal[]
}

const QUIET: readonly Signal[] = []
const TIMED_OUT: readonly Signal[] = [{ type: 'connection-timed-out' }]

/** Time enters as this event and no other way. A timer that does not run changes nothing. */
export function expiry(tcb: Tcb, timer: Timer): Expiry {
  const after = expire(tcb, timer)
  const ends = timer !== 'time-wait' && after.state === 'CLOSED' && tcb.state !== 'CLOSED'
  return { tcb: after, signals: ends ? TIMED_OUT : QUIET }
}

/** `expiry` without its signals. */
export function expire(tcb: Tcb, timer: Timer): Tcb {
  switch (timer) {
    case 'time-wait':
      return tcb.state === 'TIME-WAIT' ? enterClosed(tcb) : tcb
    case 'user-timeout':
      return giveUp(tcb)
    case 'retransmission': {
      if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN' || isSynArrived(tcb)) return tcb
      if (tcb.snd.una === tcb.snd.nxt) return tcb
      const { retransmission } = tcb
      // §3.8.3, R2: it has been sent again often enough.
      if (tcb.policy.retries !== null && retransmission.count >= tcb.policy.retries) return giveUp(tcb)
      return {
        ...tcb,
        ...(isSynchronized(tcb) && tcb.congestion !== null && { congestion: retransmissionTimedOut(tcb) }),
        ...(isSynchronized(tcb) && tcb.sack !== null && tcb.policy.judgesTiming && { sack: forgotten(tcb) }),
        retransmission: {
          ...retransmission,
          rto: Math.min(Math.max(LONGEST_RTO, tcb.policy.rto), retransmission.rto * 2), // RFC 6298 §5.5
          due: true,
          count: retransmission.count + 1,
        },
      }
    }
    case 'persist':
      return 'probe' in tcb && (tcb.snd.wnd === 0 || waitsForWindow(tcb))
        ? {
            ...tcb,
            probe: true,
            retransmission: { ...tcb.retransmission, rto: Math.min(LONGEST_RTO, tcb.retransmission.rto * 2) },
          }
        : tcb
    case 'keep-alive': {
      if (!('keepAliveDue' in tcb) || tcb.policy.keepAlive === null) return tcb
      const { keepAliveProbes } = tcb.policy
      if (keepAliveProbes !== null && tcb.unanswered >= keepAliveProbes) return giveUp(tcb)
      return { ...tcb, keepAliveDue: true }
    }
    case 'delayed-ack':
      return 'ackNow' in tcb ? { ...tcb, ackNow: true } : tcb
    case 'idle-restart': {
      const congestion = isSynchronized(tcb) ? restartedIdle(tcb) : null
      return !isSynchronized(tcb) || congestion === tcb.congestion ? tcb : { ...tcb, congestion }
    }
    default:
      // a newer build's, of which this one knows nothing (its type says that there is none)
      timer satisfies never
      return tcb
  }
}

/** §3.10.8: flush all queues, signal the user, delete the TCB. A request at a listener is only forgotten. */
function giveUp(tcb: Tcb): Tcb {
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') return tcb
  if (tcb.state === 'SYN-RECEIVED' && (tcb.iss === null || tcb.passive)) return listening(tcb)
  return enterClosed(tcb)
}
