import * as v from 'valibot'

/** The two ends of the connection, and the seats that hold them. */
export const ROLES = ['client', 'server'] as const
export type Role = (typeof ROLES)[number]

export const RoleSchema = v.picklist(ROLES)

/** Whoever takes part: one of the two ends, or the network between them. */
export const SEATS = [...ROLES, 'network'] as const
export type Seat = (typeof SEATS)[number]

export const SeatSchema = v.picklist(SEATS)

/** Whoever sees a session: its seats, and who watches both ends without having one. */
export const VIEWERS = [...SEATS, 'observer'] as const
export type Viewer = (typeof VIEWERS)[number]

/** Something for each viewer. */
export const forEachViewer = <Thing>(make: (viewer: Viewer) => Thing): Record<Viewer, Thing> => ({
  client: make('client'),
  server: make('server'),
  network: make('network'),
  observer: make('observer'),
})

/** Whether it is one of the two ends; what a newer build calls otherwise is none. */
export const isRole = (one: string): one is Role => (ROLES as readonly string[]).includes(one)

/** Whether it is a viewer that this build knows. */
export const isViewer = (one: string): one is Viewer => (VIEWERS as readonly string[]).includes(one)

/** Whether it takes part. */
export const isSeat = (one: string): one is Seat => (SEATS as readonly string[]).includes(one)

/** The other end. */
export const peerOf = (role: Role): Role => (role === 'client' ? 'server' : 'client')
