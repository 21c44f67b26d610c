import type {
  FaultMade,
  OldDuplicateSurfaced,
  SegmentArrived,
  SegmentReleased,
  SegmentSent,
  SessionCreated,
  SessionEnded,
  SessionEvent,
  TimeStopped,
  TimeWentOn,
} from '../facts/event.ts'
import type { Scenario } from '../facts/scenario.ts'
import type { SeenSeatTaken } from './end-eye.ts'
import { evolveInFlight, type InFlight } from './in-flight.ts'
import { begun, type Known, learnt } from './known.ts'

interface NetworkCreated extends Pick<SessionCreated, 'type' | 'rulesVersion' | 'level' | 'pace' | 'createdAt'> {
  readonly scenario: Pick<Scenario, 'id' | 'title' | 'summary' | 'lesson'> & {
    readonly link: Pick<Scenario['link'], 'latency'>
  }
}

/** An event as the network seat may see it: all segments on the wire and their fates, nothing of the ends. */
export type NetworkEvent = (
  | NetworkCreated
  | SeenSeatTaken
  | Pick<SegmentSent, 'type' | 'role' | 'segment' | 'arrivals'>
  | SegmentReleased
  | OldDuplicateSurfaced
  | Pick<SegmentArrived, 'type' | 'role' | 'sent' | 'segment'>
  | FaultMade
  | TimeStopped
  | TimeWentOn
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
      const { altered, type, role, segment, arrivals } = event
      return { version, at, type, role, segment: altered ?? segment, arrivals }
    }
    case 'segment-arrived': {
      const { type, role, sent, segment } = event
      return { version, at, type, role, sent, segment }
    }
    case 'seat-handed-over': {
      const { at, name, role, to, version } = event
      return { type: 'seat-taken', role, name, ...(to === 'bot' && { handed: to }), version, at }
    }
    case 'seat-taken':
    case 'segment-released':
    case 'old-duplicate-surfaced':
    case 'fault-made':
    case 'time-stopped':
    case 'time-went-on':
    case 'session-ended':
      return event
    default:
      return null
  }
}

/** All that the network seat knows. */
export interface NetworkView extends Known<NetworkEvent, NetworkCreated['scenario']> {
  readonly inFlight: readonly InFlight[]
}

/** Folds one event into what the network seat knows. The first one makes the view. */
export function foldNetwork(view: NetworkView | null, event: NetworkEvent): NetworkView {
  if (event.type === 'session-created') return { ...begun(event), inFlight: [] }
  if (!view) throw new Error(`a view begins with session-created, not ${event.type}`)
  const next: NetworkView = { ...view, ...learnt(view, event), version: event.version, events: [...view.events, event] }
  switch (event.type) {
    case 'seat-taken':
    case 'time-stopped':
    case 'time-went-on':
    case 'session-ended':
      return next
    default:
      return { ...next, inFlight: evolveInFlight(view.inFlight, event) }
  }
}
