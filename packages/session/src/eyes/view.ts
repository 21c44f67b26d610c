import type { Holder, SessionEnded } from '../facts/event.ts'
import type { Level } from '../facts/level.ts'
import type { Role, Seat } from '../facts/role.ts'
import { type End, evolveEnd } from './end.ts'
import type { SeenEvent, SeenScenario } from './see.ts'

/** All that one seat knows: folded from what it may see, in the browser and on the server alike. */
export interface View {
  readonly role: Role
  /** The newest version seen, or known to be hidden (`advanceView`). */
  readonly version: number
  readonly scenario: SeenScenario
  readonly level: Level
  readonly pace: number
  /** Milliseconds since 1970, UTC: when play time 0 was. */
  readonly createdAt: number
  readonly names: Readonly<Record<Seat, string | null>>
  /** Who plays each end now. */
  readonly holders: Readonly<Record<Role, Holder>>
  /** Who has agreed that an end's holder takes the network's seat as well. */
  readonly agreed: Readonly<Record<Role, boolean>>
  /** Both seats have been taken. */
  readonly started: boolean
  readonly ended: (Omit<SessionEnded, 'type' | 'move'> & { readonly at: number }) | null
  readonly end: End
  /** How many wrong tries the exam leaves this student; null without a limit. */
  readonly triesLeft: number | null
  /** Everything seen, in order: what the ladder is drawn from. */
  readonly events: readonly SeenEvent[]
}

/** Folds one seen event into what the seat of `role` knows. The first one makes the view. */
export function evolveView(view: View | null, event: SeenEvent, role: Role): View {
  const end = evolveEnd(view?.end ?? null, event)
  if (event.type === 'session-created') {
    const { createdAt, level, pace, scenario, tries = null, version } = event
    return {
      role,
      version,
      scenario,
      level,
      pace,
      createdAt,
      names: { client: null, server: null, network: null },
      holders: { client: 'student', server: 'student' },
      agreed: { client: false, server: false },
      started: false,
      ended: null,
      triesLeft: tries,
      end,
      events: [event],
    }
  }
  if (!view) throw new Error(`a view begins with session-created, not ${event.type}`)
  const next: View = { ...view, version: event.version, end, events: [...view.events, event] }
  switch (event.type) {
    case 'seat-taken': {
      const names = { ...view.names, [event.role]: event.name }
      const holders =
        event.role === 'network'
          ? view.holders
          : { ...view.holders, [event.role]: event.handed === 'partner' ? ('partner' as const) : ('student' as const) }
      const [created] = view.events
      const anew = event.role === role && event.handed === 'newcomer' && created?.type === 'session-created'
      return {
        ...next,
        names,
        holders,
        agreed: event.handed === 'newcomer' ? { ...view.agreed, [event.role]: false } : view.agreed,
        started: names.client !== null && names.server !== null,
        triesLeft: anew ? (created.tries ?? null) : view.triesLeft,
      }
    }
    case 'network-agreed':
      return { ...next, agreed: { ...view.agreed, [event.role]: true } }
    case 'segment-withheld':
      return { ...next, triesLeft: oneLess(view.triesLeft) }
    case 'arrival-checked':
      return event.outcome === null ? { ...next, triesLeft: oneLess(view.triesLeft) } : next
    case 'session-ended': {
      const { at, reason } = event
      return { ...next, ended: { reason, at, ...(event.role && { role: event.role }) } }
    }
    default:
      return next
  }
}

const oneLess = (left: number | null): number | null => (left === null ? null : Math.max(0, left - 1))

/** The view when all versions up to `version` are known to hold nothing more for this seat. */
export const advanceView = (view: View, version: number): View => (version > view.version ? { ...view, version } : view)
