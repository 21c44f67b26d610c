import type { SessionEvent } from '../facts/event.ts'
import type { Level } from '../facts/level.ts'
import { ROLES, type Role, type Viewer } from '../facts/role.ts'
import { type EndEvent, seeAsEnd } from './end-eye.ts'
import { type EndView, foldEnd } from './end-view.ts'
import { foldNetwork, type NetworkEvent, type NetworkView, seeAsNetwork } from './network-eye.ts'
import { foldObserver, type ObserverEvent, type ObserverView, seeAsObserver } from './observer-eye.ts'

/** What each viewer is told, and what it makes of it. */
interface Shown {
  readonly client: { readonly event: EndEvent; readonly view: EndView }
  readonly server: { readonly event: EndEvent; readonly view: EndView }
  readonly network: { readonly event: NetworkEvent; readonly view: NetworkView }
  readonly observer: { readonly event: ObserverEvent; readonly view: ObserverView }
}

/** An event as a viewer is told of it; an end's, where none is named. */
export type SeenEvent<V extends Viewer = Role> = Shown[V]['event']

/** All that a viewer knows; an end, where none is named. */
export type View<V extends Viewer = Role> = Shown[V]['view']

/** One viewer of a session. */
export interface Eye<V extends Viewer> {
  /**
   * What of an event it may see; null when nothing. The version is the log's: whoever tells of it gives it the viewer's own
   * number (`OwnCount`; ARCHITECTURE.md, invariant 6).
   */
  see(event: SessionEvent): SeenEvent<V> | null
  /** What of that it is told at the session's level. */
  told(seen: SeenEvent<V>, level: Level): SeenEvent<V>
  /** Folds one event into what it knows. The first one makes the view. */
  fold(view: View<V> | null, event: SeenEvent<V>): View<V>
  /** The ends that it can follow, and what concerns each of them of an event that it has been told. */
  follows(event: SeenEvent<V>): readonly (readonly [Role, EndEvent | null])[]
  /** Beside whose lifeline its ladder says who plays an end from now on; null where it does not say so. */
  beside(role: Role): Role | null
  /** The end that it plays; null where it sends no segments. */
  readonly plays: Role | null
  /** Whether it may do its mischief to whatever is on the wire. */
  readonly meddles: boolean
  /** Whether it sees what an end does not, while both play: whoever holds an end has it only when both ends agree. */
  readonly seesMore: boolean
  /** Whether a session has a place for it. */
  hasPlace(session: {
    readonly network: boolean
    readonly watchable: Readonly<Record<Role, boolean | number>>
  }): boolean
  /** The number of the protocol since which its talk has been what it is now. */
  readonly protocol: number
  /** What pages from before there were protocol numbers call the message that brings it news. */
  readonly early: string
}

/** The row of an end: its student sees what its TCP sees. */
const end = <R extends Role>(role: R): Eye<Role> & { readonly plays: R } => ({
  see: (event) => seeAsEnd(event, role),
  // only who is coached is told what the judge remarks on a segment that left
  told: (seen, level) => (seen.type === 'segment-sent' && level !== 'coached' ? { ...seen, remarks: [] } : seen),
  fold: (view, event) => foldEnd(view, event, role),
  follows: (event) => [[role, event]],
  beside: () => role,
  plays: role,
  meddles: false,
  seesMore: false,
  hasPlace: () => true,
  protocol: 2,
  early: 'events',
})

/** One row for each viewer: who else is to see a session is one more of them. */
export const EYES: { readonly [V in Viewer]: Eye<V> } = {
  client: end('client'),
  server: end('server'),
  network: {
    see: seeAsNetwork,
    told: (seen) => seen,
    fold: foldNetwork,
    follows: () => [],
    beside: () => null,
    plays: null,
    meddles: true,
    seesMore: true,
    hasPlace: ({ network }) => network,
    protocol: 3,
    early: 'wire',
  },
  observer: {
    see: seeAsObserver,
    told: (seen) => seen,
    fold: foldObserver,
    follows: (event) => ROLES.map((role) => [role, seeAsEnd(event, role)] as const),
    beside: (role) => role,
    plays: null,
    meddles: false,
    seesMore: true,
    hasPlace: ({ watchable }) => ROLES.every((role) => Boolean(watchable[role])),
    protocol: 3,
    early: 'events',
  },
}

/** What of an event a viewer may see; see `Eye.see`. */
export const see = <V extends Viewer>(event: SessionEvent, viewer: V): SeenEvent<V> | null => EYES[viewer].see(event)

/** Folds one seen event into what a viewer knows. The first one makes the view. */
export const evolveView = <V extends Viewer>(view: View<V> | null, event: SeenEvent<V>, viewer: V): View<V> =>
  EYES[viewer].fold(view, event)
