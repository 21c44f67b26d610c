import type {
  FaultMade,
  OldDuplicateSurfaced,
  SeatTaken,
  SegmentArrived,
  SegmentReleased,
  SegmentSent,
  SessionCreated,
  SessionEnded,
  SessionEvent,
} from '../facts/event.ts'
import type { Seat } from '../facts/role.ts'
import type { Scenario } from '../facts/scenario.ts'
import { evolveWire, type InFlight } from './in-flight.ts'

/** An event as the network seat may see it: all segments on the wire and their fates, nothing of the ends. */
export type NetworkEvent = (
  | (Pick<SessionCreated, 'type' | 'rulesVersion' | 'level' | 'pace' | 'createdAt'> & {
      readonly scenario: Pick<Scenario, 'id' | 'title' | 'summary' | 'lesson'> & {
        readonly link: Pick<Scenario['link'], 'latency'>
      }
    })
  | SeatTaken
  | Pick<SegmentSent, 'type' | 'role' | 'segment' | 'arrivals'>
  | SegmentReleased
  | OldDuplicateSurfaced
  | Pick<SegmentArrived, 'type' | 'role' | 'sent' | 'segment'>
  | FaultMade
  | SessionEnded
) & { readonly version: number; readonly at: number }

/** What of an event the network seat may see; null when nothing. */
export function seeAsNetwork(event: SessionEvent): NetworkEvent | null {
  const { at, version } = event
  switch (event.type) {
    case 'session-created': {
      const { type, rulesVersion, level, pace, createdAt, scenario } = event
      const { id, title, summary, lesson, link } = scenario
      return {
        version,
        at,
        type,
        rulesVersion,
        level,
        pace,
        createdAt,
        scenario: { id, title, summary, lesson, link: { latency: link.latency } },
      }
    }
    case 'segment-sent': {
      const { type, role, segment, arrivals } = event
      return { version, at, type, role, segment, arrivals }
    }
    case 'segment-arrived': {
      const { type, role, sent, segment } = event
      return { version, at, type, role, sent, segment }
    }
    case 'seat-handed-over': {
      const { at, name, role, version } = event
      return { type: 'seat-taken', role, name, version, at }
    }
    case 'seat-taken':
    case 'segment-released':
    case 'old-duplicate-surfaced':
    case 'fault-made':
    case 'session-ended':
      return event
    default:
      return null
  }
}

/** All that the network seat knows. */
export interface NetworkView {
  readonly version: number
  readonly created: Extract<NetworkEvent, { type: 'session-created' }>
  readonly names: Readonly<Record<Seat, string | null>>
  readonly started: boolean
  readonly ended: boolean
  readonly wire: readonly InFlight[]
  readonly events: readonly NetworkEvent[]
}

/** Folds one event into what the network seat knows. The first one makes the view. */
export function evolveNetworkView(view: NetworkView | null, event: NetworkEvent): NetworkView {
  const { version } = event
  if (event.type === 'session-created') {
    const names = { client: null, server: null, network: null }
    return { version, created: event, names, started: false, ended: false, wire: [], events: [event] }
  }
  if (!view) throw new Error(`a view begins with session-created, not ${event.type}`)
  const next = { ...view, version, events: [...view.events, event] }
  switch (event.type) {
    case 'seat-taken': {
      const names = { ...view.names, [event.role]: event.name }
      return { ...next, names, started: names.client !== null && names.server !== null }
    }
    case 'session-ended':
      return { ...next, ended: true }
    default:
      return { ...next, wire: evolveWire(view.wire, event) }
  }
}
