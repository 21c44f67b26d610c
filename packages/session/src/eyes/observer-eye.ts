import type { SessionEvent } from '../facts/event.ts'
import type { Role } from '../facts/role.ts'
import type { EndPlan } from '../facts/scenario.ts'
import { type BothEnds, type SeenEndPlan, type SeenSeatTaken, seeAsEnd } from './end-eye.ts'
import { type EndView, foldEnd } from './end-view.ts'
import { evolveInFlight, type InFlight } from './in-flight.ts'
import { begun, type Known, learnt } from './known.ts'
import { withoutStrangers } from './listener.ts'

/**
 * An event as who watches both ends sees it: all that has happened, at both ends and between them, with every verdict. Not
 * what is yet to come: neither the scripts nor the link's chance.
 */
export type ObserverEvent =
  | Exclude<SessionEvent, { type: 'session-created' | 'seat-handed-over' }>
  | ((BothEnds | SeenSeatTaken) & { readonly version: number; readonly at: number })

/** What of an event who watches both ends may see; null when nothing. */
export function seeAsObserver(event: SessionEvent): ObserverEvent | null {
  switch (event.type) {
    case 'session-created': {
      const { at, createdAt, isn, level, network, pace, rulesVersion, scenario, tries, type, version } = event
      const { ends, link, ...open } = scenario
      const client = withoutScript(ends.client)
      const server = withoutScript(ends.server)
      const { byHand, latency } = link
      return {
        ...{ type, rulesVersion, level, pace, network, createdAt, isn, version, at },
        ...(tries !== undefined && { tries }),
        scenario: { ...open, ends: { client, server }, link: { byHand, latency } },
      }
    }
    case 'seat-handed-over': {
      const { at, name, role, to, version } = event
      return { type: 'seat-taken', role, name, handed: to, version, at }
    }
    case 'seat-taken':
    case 'network-agreed':
    case 'observer-agreed':
    case 'application-called':
    case 'segment-sent':
    case 'segment-released':
    case 'old-duplicate-surfaced':
    case 'segment-arrived':
    case 'stranger-arrived':
    case 'queue-left':
    case 'arrival-checked':
    case 'segment-withheld':
    case 'fault-made':
    case 'unseen-inferred':
    case 'hint-taken':
    case 'value-revealed':
    case 'timer-expired':
    case 'time-stopped':
    case 'time-went-on':
    case 'session-ended':
      return event
    default:
      // a newer build's event, whose secrets nobody here knows
      event satisfies never
      return null
  }
}

function withoutScript({ listen, wishes: _script, ...plan }: EndPlan): SeenEndPlan {
  return listen ? { ...plan, listen: withoutStrangers(listen) } : plan
}

/** All that who watches both ends knows: each end as its own seat knows it, and what is between them. */
export interface ObserverView extends Known<ObserverEvent, BothEnds['scenario']> {
  readonly ends: Readonly<Record<Role, EndView>>
  readonly inFlight: readonly InFlight[]
}

/** Folds one event into what the observer knows. The first one makes the view. */
export function foldObserver(view: ObserverView | null, event: ObserverEvent): ObserverView {
  const end = (role: Role): EndView => {
    const before = view?.ends[role] ?? null
    const seen = seeAsEnd(event, role)
    if (seen) return foldEnd(before, seen, role)
    if (before) return before
    throw new Error(`a view begins with session-created, not ${event.type}`)
  }
  const ends = { client: end('client'), server: end('server') }
  if (event.type === 'session-created') return { ...begun(event), ends, inFlight: [] }
  if (!view) throw new Error(`a view begins with session-created, not ${event.type}`)
  const events = [...view.events, event]
  const next: ObserverView = { ...view, ...learnt(view, event), ends, version: event.version, events }
  switch (event.type) {
    case 'segment-sent':
    case 'old-duplicate-surfaced':
    case 'segment-released':
    case 'segment-arrived':
    case 'fault-made':
      return { ...next, inFlight: evolveInFlight(view.inFlight, event) }
    default:
      return next
  }
}
