import type { SessionEvent } from '../facts/event.ts'
import type { Seat } from '../facts/role.ts'
import { type NetworkEvent, seeAsNetwork } from './network.ts'
import { type SeenEvent, see } from './see.ts'

/** An event as a seat is told of it. */
export type ToldTo<S extends Seat> = S extends 'network' ? NetworkEvent : SeenEvent

/** One viewer: what it sees of an event, null when nothing (the version is still the log's), and what carries it there. */
interface Eye<S extends Seat> {
  readonly see: (event: SessionEvent) => ToldTo<S> | null
  readonly news: S extends 'network' ? 'wire' : 'events'
}

/** One row for each viewer: who else is to see a session is one more of them. */
export const EYES: { readonly [S in Seat]: Eye<S> } = {
  client: { see: (event) => see(event, 'client'), news: 'events' },
  server: { see: (event) => see(event, 'server'), news: 'events' },
  network: { see: seeAsNetwork, news: 'wire' },
}
