import type { Segment } from '@woshou/protocol'
import type { SessionEvent } from '../facts/event.ts'
import type { Role } from '../facts/role.ts'

/** A segment on the wire. */
export interface InFlight {
  /** The version at which it was sent, or came up again. */
  readonly sent: number
  readonly from: Role
  readonly segment: Segment
  /** Play times of the arrivals still to come, ascending; null while it waits for its counterpart. */
  readonly arrivals: readonly number[] | null
}

type WireEvent = Pick<
  Extract<SessionEvent, { type: 'segment-sent' | 'old-duplicate-surfaced' }>,
  'type' | 'version' | 'role' | 'segment'
> & { readonly arrivals: readonly number[] | null; readonly altered?: Segment }

/** Folds one event into what is on the wire. */
export function evolveInFlight(
  inFlight: readonly InFlight[],
  event:
    | WireEvent
    | Pick<Extract<SessionEvent, { type: 'segment-released' | 'fault-made' }>, 'type' | 'sent' | 'arrivals'>
    | Pick<Extract<SessionEvent, { type: 'segment-arrived' }>, 'type' | 'sent'>,
): readonly InFlight[] {
  switch (event.type) {
    case 'segment-sent':
    case 'old-duplicate-surfaced': {
      const { altered, version: sent, role: from, arrivals } = event
      const segment = altered ?? event.segment
      return arrivals?.length === 0 ? inFlight : [...inFlight, { sent, from, segment, arrivals }]
    }
    case 'segment-released':
    case 'fault-made':
      return schedule(inFlight, event.sent, () => event.arrivals)
    case 'segment-arrived':
      return schedule(inFlight, event.sent, (arrivals) => arrivals.slice(1))
    default:
      // a newer server's event, of which this build knows nothing
      event satisfies never
      return inFlight
  }
}

/** Gives one segment new arrivals; without any it is off the wire. */
function schedule(
  inFlight: readonly InFlight[],
  sent: number,
  arrivals: (before: readonly number[]) => readonly number[],
): readonly InFlight[] {
  return inFlight.flatMap((flight) => {
    if (flight.sent !== sent) return [flight]
    const still = arrivals(flight.arrivals ?? [])
    return still.length === 0 ? [] : [{ ...flight, arrivals: still }]
  })
}
