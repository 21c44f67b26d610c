import type { Congestion, Tcb } from '../src/index.ts'
import { isSynchronized } from '../src/index.ts'
import { drive } from './drive.ts'
import type { Reading, Trace } from './trace.ts'

/** The windows of one side after the same event: as its kernel told them, and as the engine has them, in segments. */
export interface Compared {
  readonly kernel: Reading
  readonly cwnd: number
  readonly ssthresh: number
  readonly phase: Congestion['phase']
  /** Segments that were unacknowledged before the event, and how many of them it acknowledges. */
  readonly outstanding: number
  readonly acknowledged: number
}

/**
 * Drives the engine's `reno` through a record with readings of cwnd: one entry for each reading. The engine is told what its
 * kernel was (SMSS), what was sent and what arrived; its windows are its own.
 */
export function compareCwnd(trace: Trace): readonly Compared[] {
  const { congestion } = trace
  if (congestion === null) throw new Error(`${trace.name} has no readings of cwnd`)
  const { mss, readings, side } = congestion
  const moments = new Map<string, { tcb: Tcb; outstanding: number; acknowledged: number }>()
  let last: Tcb | null = null
  drive(trace, {
    policy: (of) => (of === side ? { congestion: 'reno', mss } : {}),
    after: (what, of, i, tcb) => {
      if (of !== side) return
      const flight = last === null ? 0 : outstanding(last)
      const acknowledged = what === 'arrived' ? (flight - outstanding(tcb)) / mss : 0
      moments.set(`${what} ${i}`, { tcb, outstanding: flight / mss, acknowledged })
      last = tcb
    },
  })
  return readings.map((kernel) => {
    const moment = moments.get(`${kernel.after} ${kernel.i}`)
    const windows = moment !== undefined && isSynchronized(moment.tcb) ? moment.tcb.congestion : null
    if (moment === undefined || windows === null)
      throw new Error(`${trace.name}: nothing is known of the engine after segment ${kernel.i}`)
    const { cwnd, phase, ssthresh } = windows
    const { acknowledged, outstanding } = moment
    return { kernel, cwnd: cwnd / mss, ssthresh: ssthresh / mss, phase, outstanding, acknowledged }
  })
}

const outstanding = (tcb: Tcb): number => (isSynchronized(tcb) ? (tcb.snd.nxt - tcb.snd.una) >>> 0 : 0)
