import type { FaultMade } from './event.ts'
import type { Role } from './role.ts'
import type { Session } from './session.ts'
import type { InFlight } from './wire.ts'

/**
 * What becomes of a segment in flight when somebody interferes; null when it is not in flight, or nothing is there to
 * be overtaken.
 * @param now play time in ms
 * @returns the play times of its arrivals from now on
 */
export function interfere(session: Session, sent: number, how: FaultMade['do'], now: number): readonly number[] | null {
  const flight = session.wire.find((one) => one.sent === sent)
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
      const earliest = earliestOther(session.wire, flight.from, sent)
      if (earliest === null) return null
      return [Math.max(now, Math.min(earliest - 1, ...arrivals))]
    }
  }
}

function earliestOther(wire: readonly InFlight[], from: Role, sent: number): number | null {
  const others = wire.flatMap((one) => (one.from === from && one.sent !== sent ? (one.arrivals ?? []) : []))
  return others.length === 0 ? null : Math.min(...others)
}
