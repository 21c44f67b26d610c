import * as v from 'valibot'

/** The two ends of the connection, and the seats that hold them. */
export const ROLES = ['client', 'server'] as const
export type Role = (typeof ROLES)[number]

export const RoleSchema = v.picklist(ROLES)

/** Whoever takes part: one of the two ends, or the network between them. */
export const SEATS = [...ROLES, 'network'] as const
export type Seat = (typeof SEATS)[number]

export const SeatSchema = v.picklist(SEATS)

/** The other end. */
export const peerOf = (role: Role): Role => (role === 'client' ? 'server' : 'client')
