import {
  type Congestion,
  diff,
  isSynchronized,
  type Seq,
  type SynchronizedTcb,
  sendMss,
  type Tcb,
} from '@woshou/protocol'
import { type End, evolveEnd } from '../eyes/end.ts'
import type { EndEvent } from '../eyes/end-eye.ts'
import { see } from '../eyes/eyes.ts'
import type { SessionEvent } from '../facts/event.ts'
import type { Role } from '../facts/role.ts'

/** What has moved congestion control's variables. */
export const CWND_CAUSES = [
  /** The connection began to have them. */
  'opened',
  /** An ACK of new text came (RFC 5681 §3.1). */
  'acknowledged',
  /** The third duplicate ACK came: a segment is lost, fast recovery begins (§3.2, steps 2 and 3). */
  'third-duplicate',
  /** A further one came: another segment has left the network (§3.2, step 4). */
  'further-duplicate',
  /** An ACK of only a part came: the next segment is lost too, fast recovery goes on (RFC 6582). */
  'partly-acknowledged',
  /** All that was sent before the loss was noticed is acknowledged: fast recovery is over (§3.2, step 6). */
  'recovered',
  /** The retransmission timer ran out (§3.1). */
  'timed-out',
  /** Nothing was sent for so long that no ACKs come any more (§4.1). */
  'idle',
] as const
export type CwndCause = (typeof CWND_CAUSES)[number]

/** Congestion control's variables from an event on. */
export interface CwndPoint extends Pick<Congestion, 'cwnd' | 'ssthresh' | 'phase'> {
  /** The version of the event, as whoever reads counts them. */
  readonly version: number
  /** Play time, ms. */
  readonly at: number
  /**
   * In which round trip: 1 from the first text on. Between whole numbers as far as the window of this one is
   * acknowledged, or said to have arrived by duplicates: at 3.5 half of the third is.
   */
  readonly roundTrip: number
  readonly because: CwndCause
}

/**
 * How cwnd and ssthresh of one end have gone, one point for each event that moved them; none where the end has no
 * congestion control.
 * @param events all that the end's seat has seen
 */
export function cwndPoints(events: Iterable<EndEvent>): readonly CwndPoint[] {
  const points: CwndPoint[] = []
  let end: End | null = null
  let trips = NO_TRIPS
  for (const event of events) {
    const before: Tcb | null = end?.tcb ?? null
    end = evolveEnd(end, event)
    const after = end.tcb
    if (after === before || !isSynchronized(after) || after.congestion === null) continue
    const because = cause(before, after, event)
    trips = followed(trips, before, after, because)
    if (because === null) continue
    const { cwnd, phase, ssthresh } = after.congestion
    points.push({ version: event.version, at: event.at, roundTrip: trips.now, cwnd, ssthresh, phase, because })
  }
  return points
}

/** The same of a stored session, for the end of `role`. @param upTo only what happened up to this version */
export const cwndOfLog = (
  log: readonly SessionEvent[],
  role: Role,
  upTo = Number.POSITIVE_INFINITY,
): readonly CwndPoint[] => cwndPoints(log.flatMap((event) => (event.version <= upTo ? (see(event, role) ?? []) : [])))

/** What moved the variables; null where nothing did. */
function cause(before: Tcb | null, after: SynchronizedTcb, event: EndEvent): CwndCause | null {
  const was = before && isSynchronized(before) ? before.congestion : null
  const is = after.congestion
  if (is === null) return null
  if (was === null) return 'opened'
  if (was.cwnd === is.cwnd && was.ssthresh === is.ssthresh && was.phase === is.phase) return null
  if (event.type === 'timer-expired') return event.timer === 'retransmission' ? 'timed-out' : 'idle'
  if (is.phase === 'fast-recovery') {
    if (was.phase !== 'fast-recovery') return 'third-duplicate'
    return is.duplicates > 0 ? 'further-duplicate' : 'partly-acknowledged'
  }
  return was.phase === 'fast-recovery' ? 'recovered' : 'acknowledged'
}

/**
 * Round trips, as textbooks count them: a window is sent, and acknowledged. However slowly a student sends it: what is on
 * its way when the first ACK comes may be less.
 */
interface Trips {
  readonly now: number
  /** Where the text of this one begins, and how large the window was then; null before any. */
  readonly from: Seq | null
  readonly window: number
}

const NO_TRIPS: Trips = { now: 1, from: null, window: 0 }

function followed(trips: Trips, before: Tcb | null, after: SynchronizedTcb, because: CwndCause | null): Trips {
  const { congestion, iss, snd } = after
  // a SYN is no text: the first round trip begins when it is acknowledged
  if (snd.una === iss || congestion === null) return trips
  const begin = (now: number): Trips => ({ now, from: snd.una, window: Math.min(congestion.cwnd, snd.wnd) })
  if (trips.from === null || !before || !isSynchronized(before)) return begin(trips.now)
  const number = Math.floor(trips.now)
  // what was on its way counts as lost, and the next round trip begins with the first of it
  if (because === 'timed-out') return begin(number + 1)
  const arrived = congestion.duplicates - (before.congestion?.duplicates ?? 0)
  if (snd.una === before.snd.una && arrived <= 0) return trips
  const left = diff(before.snd.nxt, trips.from) + before.calls.text.length
  const whole = Math.max(1, Math.min(trips.window, left))
  const acknowledged = diff(snd.una, trips.from)
  if (acknowledged >= whole || because === 'recovered') return begin(number + 1)
  // each duplicate says that another segment of this window has arrived, though the first of them is missing
  const known = Math.min(acknowledged + congestion.duplicates * sendMss(after), whole - 1)
  return { ...trips, now: Math.max(trips.now, number + known / whole) }
}
