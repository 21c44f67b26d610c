import { isSynchronized } from '@woshou/protocol'
import type { SessionEvent } from '../facts/event.ts'
import type { Role } from '../facts/role.ts'
import { cwndOfLog } from '../readings/cwnd.ts'
import { sessionOf } from '../readings/moments.ts'

/** What a session says of the own end's congestion control, and of the window that the peer offered meanwhile, bytes. */
export interface CwndFacts {
  /** cwnd at first, and the largest outside of fast recovery. */
  readonly cwnd: number | undefined
  readonly cwndtop: number | undefined
  /** Whole round trips until it stood there. */
  readonly roundtrips: number | undefined
  /** Both as the first loss left them, and cwnd once fast recovery was over. */
  readonly ssthreshcut: number | undefined
  readonly cwndcut: number | undefined
  readonly cwndafter: number | undefined
  /** The peer's window at the end. */
  readonly peerwnd: number | undefined
}

/** What did not happen is undefined; all of it without congestion control. */
export function cwndFacts(log: readonly SessionEvent[], role: Role): CwndFacts {
  const points = cwndOfLog(log, role)
  const outside = points.filter(({ phase }) => phase !== 'fast-recovery')
  const top = outside.reduce<(typeof points)[number] | undefined>(
    (most, point) => (most && most.cwnd >= point.cwnd ? most : point),
    undefined,
  )
  const cut = points.find(({ because }) => because === 'third-duplicate' || because === 'timed-out')
  const recovered = points.find(({ because }) => because === 'recovered')
  const tcb = points.length > 0 ? sessionOf(log)?.ends[role].tcb : undefined
  return {
    cwnd: points[0]?.cwnd,
    cwndtop: top?.cwnd,
    roundtrips: top && Math.floor(top.roundTrip) - 1 > 0 ? Math.floor(top.roundTrip) - 1 : undefined,
    ssthreshcut: cut?.ssthresh,
    cwndcut: cut?.cwnd,
    cwndafter: recovered?.cwnd,
    peerwnd: tcb && isSynchronized(tcb) ? tcb.snd.wnd : undefined,
  }
}
