import type { Violation } from '@woshou/protocol'
import type {
  ApplicationCalled,
  ArrivalChecked,
  FaultMade,
  HintTaken,
  NetworkAgreed,
  ObserverAgreed,
  QueueLeft,
  SeatHandedOver,
  SeatTaken,
  SegmentArrived,
  SegmentSent,
  SegmentWithheld,
  SessionCreated,
  SessionEnded,
  SessionEvent,
  StrangerArrived,
  TimerExpired,
  TimeStopped,
  TimeWentOn,
  Told,
  UnseenInferred,
  ValueRevealed,
} from '../facts/event.ts'
import type { Role } from '../facts/role.ts'
import type { EndPlan, Scenario } from '../facts/scenario.ts'
import { type SeenListenPlan, withoutStrangers } from './listener.ts'

/** A scenario without the other end's script and number, and without what the link will do. */
export interface SeenScenario extends Omit<Scenario, 'ends' | 'goal' | 'link'> {
  readonly link: Pick<Scenario['link'], 'latency' | 'byHand'>
  readonly receiveBuffer: number | null
  readonly start: EndPlan['start']
  /** The peer's initial sequence number, where the end starts ESTABLISHED. */
  readonly irs?: number
  readonly goal: Scenario['goal'][Role]
  /** The queues of the own host, without who will come. */
  readonly listen?: SeenListenPlan
  /** The scenario pins the own initial sequence number: no other will do. */
  readonly pinned: boolean
}

interface SeenCreated extends Omit<SessionCreated, 'scenario' | 'isn' | 'seed' | 'unjudged'> {
  readonly scenario: SeenScenario
  /** The own generator's number. */
  readonly isn: number
}

/** A seat that was handed over is seen as one taken anew: browsers that know nothing of handing over fold it too. */
export interface SeenSeatTaken extends SeatTaken {
  readonly handed?: SeatHandedOver['to']
}

/** An end's plan without its script. */
export interface SeenEndPlan extends Omit<EndPlan, 'wishes' | 'listen'> {
  readonly listen?: SeenListenPlan
}

/** Of a session's beginning what its two ends are made of, without what the link will do. */
export interface BothEnds extends Omit<SessionCreated, 'scenario' | 'seed' | 'unjudged'> {
  readonly scenario: Omit<Scenario, 'ends' | 'link'> & {
    readonly ends: Readonly<Record<Role, SeenEndPlan>>
    readonly link: Pick<Scenario['link'], 'latency' | 'byHand'>
  }
}

type At = { readonly version: number; readonly at: number }

/** What an end's sight is made from: the log's event, or what somebody sees who sees both ends. */
type Seeable = Exclude<SessionEvent, { type: 'session-created' }> | (BothEnds & At) | (SeenSeatTaken & At)

/** An event as an end's seat may see it. */
export type EndEvent = (
  | SeenCreated
  | SeenSeatTaken
  | NetworkAgreed
  | ObserverAgreed
  | ApplicationCalled
  | (Omit<SegmentSent, 'arrivals' | 'violations'> & {
      /** It left although it was wrong: the TCB knows nothing of it. */
      readonly stray: boolean
    })
  | Omit<SegmentArrived, 'sent'>
  | StrangerArrived
  | QueueLeft
  | SegmentWithheld
  | (ArrivalChecked & {
      /** Null when the student is not told. */
      readonly right: boolean | null
    })
  | Omit<FaultMade, 'arrivals'>
  | HintTaken
  | ValueRevealed
  | TimerExpired
  | UnseenInferred
  | TimeStopped
  | TimeWentOn
  | SessionEnded
) &
  At

/**
 * What of an event a seat may see; null when nothing. Its version is the log's: whoever tells a seat of it gives it the
 * seat's own number (`OwnCount`; ARCHITECTURE.md, invariant 6).
 */
export function seeAsEnd(event: Seeable, role: Role): EndEvent | null {
  switch (event.type) {
    case 'session-created': {
      // one by one: what is not named here is told to no end; of the scenario, what is not taken out of it is told
      const { at, createdAt, isn, level, network, pace, rulesVersion, scenario, tries, type, version } = event
      const rest = {
        type,
        rulesVersion,
        level,
        pace,
        network,
        ...(tries !== undefined && { tries }),
        createdAt,
        version,
        at,
      }
      const { ends, goal, link, ...open } = scenario
      const { irs, iss, listen, receiveBuffer = null, start } = ends[role]
      const { byHand, latency } = link
      const seen = {
        ...open,
        start,
        receiveBuffer,
        goal: goal[role],
        pinned: iss !== undefined,
        ...(irs !== undefined && { irs }),
        ...(listen && { listen: withoutStrangers(listen) }),
      }
      return { ...rest, isn: isn[role], scenario: { ...seen, link: { byHand, latency } } }
    }
    case 'seat-taken':
    case 'network-agreed':
    case 'observer-agreed':
    case 'time-stopped':
    case 'time-went-on':
    case 'session-ended':
      return event
    case 'seat-handed-over': {
      const { at, name, role: handed, to, version } = event
      return { type: 'seat-taken', role: handed, name, handed: to, version, at }
    }
    case 'segment-released':
    case 'old-duplicate-surfaced':
      return null
    case 'segment-sent': {
      if (event.role !== role) return null
      // This one and the next are nearly every event, seen several times each: what is named is copied nine times as fast
      // as the rest of what is not.
      const { at, move, observed, remarks, segment, type, untold, version, violations } = event
      const stray = violations.length > 0 && observed !== 'counted'
      const recorded = observed || untold ? { ...(observed && { observed }), ...(untold && { untold }) } : null
      return { type, role, segment, move, remarks, ...recorded, version, at, stray }
    }
    case 'segment-arrived': {
      if (event.role !== role) return null
      const { at, outcome, segment, step, type, version } = event
      return { type, role, segment, outcome, step, version, at }
    }
    case 'segment-withheld':
      return event.role === role ? { ...event, violations: tellable(event) } : null
    case 'arrival-checked': {
      if (event.role !== role) return null
      const right = event.told === 'nothing' ? null : event.violations.length === 0
      return { ...event, right, violations: tellable(event) }
    }
    case 'fault-made': {
      if (event.role !== role) return null
      const { arrivals: _fate, ...seen } = event
      return seen
    }
    case 'application-called':
    case 'hint-taken':
    case 'queue-left':
    case 'stranger-arrived':
    case 'timer-expired':
    case 'unseen-inferred':
    case 'value-revealed':
      return event.role === role ? event : null
    default:
      event satisfies never
      return happened(event, role)
  }
}

/** Of a newer build's event, whose secrets nobody here knows: that it happened at the own end, and no more. */
function happened({ at, type, version, ...rest }: { type: string; version: number; at: number }, role: Role) {
  return 'role' in rest && rest.role === role ? ({ type, role, version, at } as unknown as EndEvent) : null
}

/** The violations of which the student is told why. */
export const tellable = ({
  told,
  violations,
}: {
  told: Told
  violations: readonly Violation[]
}): readonly Violation[] => (told === 'why' ? violations : [])
