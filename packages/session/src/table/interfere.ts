import type { InFlight } from '../eyes/in-flight.ts'
import type { FaultMade } from '../facts/event.ts'
import type { Session } from './session.ts'

/**
 * What becomes of a segment in flight when somebody interferes; null when it is not in flight, or nothing is there to
 * be overtaken.
 * @param now play time in ms
 * @returns the play times of its arrivals from now on
 */
export function interfere(session: Session, sent: number, how: FaultMade['do'], now: number): readonly number[] | null {
  const flight = session.inFlight.find((one) => one.sent === sent)
  if (!flight) return null
  const latency = Math.round(session.scenario.link.latency * session.pace)
  const arrivals = flight.arrivals ?? [now + latency]
  switch (how) {
    case 'drop':
      return []
    case 'delay':
      return arrivals.map((at) => at + 2 * latency)
    case 'duplicate':
      return [...arrivals, (arrivals.at(-1) ?? now) + latency]
    case 'overtake': {
      const [next = now, ...later] = arrivals
      const first = firstBefore(session.inFlight, flight, next)
      return first === null ? null : [Math.max(now, first - 1), ...later]
    }
  }
}

/** When the first of those arrives that would be there before `flight`; of equals the one sent first is. */
function firstBefore(inFlight: readonly InFlight[], flight: InFlight, next: number): number | null {
  const before = inFlight.flatMap(({ arrivals, from, sent }) =>
    from === flight.from && sent !== flight.sent
      ? (arrivals ?? []).filter((at) => at < next || (at === next && sent < flight.sent))
      : [],
  )
  return before.length === 0 ? null : Math.min(...before)
}
