import { isRole, type Role } from '../facts/role.ts'
import { type End, evolveEnd } from './end.ts'
import type { EndEvent, SeenScenario } from './end-eye.ts'
import { begun, type Known, learnt } from './known.ts'

/** All that one end's seat knows: folded from what it may see, in the browser and on the server alike. */
export interface EndView extends Known<EndEvent, SeenScenario> {
  readonly role: Role
  /** Who has agreed that an end's holder takes the network's seat as well. */
  readonly agreed: Readonly<Record<Role, boolean>>
  /** Who lets somebody watch both ends. */
  readonly watchable: Readonly<Record<Role, boolean>>
  readonly end: End
  /** How many wrong tries the exam leaves this student; null without a limit. */
  readonly triesLeft: number | null
}

/** Folds one seen event into what the seat of `role` knows. The first one makes the view. */
export function foldEnd(view: EndView | null, event: EndEvent, role: Role): EndView {
  const end = evolveEnd(view?.end ?? null, event)
  if (event.type === 'session-created') {
    const nobody = { client: false, server: false }
    return { ...begun(event), role, agreed: nobody, watchable: nobody, triesLeft: event.tries ?? null, end }
  }
  if (!view) throw new Error(`a view begins with session-created, not ${event.type}`)
  const next: EndView = {
    ...view,
    ...learnt(view, event),
    version: event.version,
    end,
    events: [...view.events, event],
  }
  switch (event.type) {
    case 'seat-taken': {
      if ((event.handed !== 'newcomer' && event.handed !== 'bot') || !isRole(event.role)) return next
      // what was agreed was agreed by somebody else
      const agreed = { ...view.agreed, [event.role]: false }
      const watchable = { ...view.watchable, [event.role]: false }
      const [created] = view.events
      const anew = event.role === role && created?.type === 'session-created'
      return { ...next, agreed, watchable, triesLeft: anew ? (created.tries ?? null) : view.triesLeft }
    }
    case 'network-agreed':
      return { ...next, agreed: { ...view.agreed, [event.role]: true } }
    case 'observer-agreed':
      return { ...next, watchable: { ...view.watchable, [event.role]: event.agreed } }
    case 'segment-withheld':
      return { ...next, triesLeft: oneLess(view.triesLeft) }
    case 'arrival-checked':
      return event.outcome === null ? { ...next, triesLeft: oneLess(view.triesLeft) } : next
    default:
      return next
  }
}

const oneLess = (left: number | null): number | null => (left === null ? null : Math.max(0, left - 1))
