import { EYES } from '../eyes/eyes.ts'
import { BOT_NAME } from '../facts/bot-name.ts'
import { peerOf, type Role, type Seat } from '../facts/role.ts'
import { type Happening, withSequel } from './happening.ts'
import type { Session } from './session.ts'

/**
 * Someone sits down; with the second one the play begins. Null when the seat is taken, or there is no such seat.
 * @param now play time in ms
 */
export function sit(session: Session, role: Seat, name: string, now: number): Happening | null {
  if (session.names[role] !== null || !EYES[role].hasPlace(session)) return null
  return withSequel(session, [{ type: 'seat-taken', role, name }], now)
}

/**
 * A correct TCP sits down, whose moves are the host's to make (`elapseUnasked`), until the seat is handed to a student.
 * @param now play time in ms
 * @returns null when the seat is taken, or when another one sits opposite: it plays against a student, never against itself
 */
export function sitBot(session: Session, role: Role, now: number): Happening | null {
  if (session.names[role] !== null || session.holders[peerOf(role)] !== 'student') return null
  return withSequel(session, [{ type: 'seat-taken', role, name: BOT_NAME, by: 'bot' }], now)
}

/** The seat that is still free; null when none is. */
export const freeSeat = ({ names }: Pick<Session, 'names'>): Role | null =>
  names.client === null ? 'client' : names.server === null ? peerOf('client') : null
