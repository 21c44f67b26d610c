import { type Happening, withSequel } from './happening.ts'
import type { Session } from './session.ts'

/**
 * Nobody has come back for so long that nobody will: the session ends. Null when it has ended already.
 * @param now play time in ms
 */
export const abandon = (session: Session, now: number): Happening | null =>
  session.ended ? null : withSequel(session, [{ type: 'session-ended', reason: 'abandoned' }], now)

/**
 * The session's class goes on without it: its round is closed. Null when it has ended already.
 * @param now play time in ms
 */
export const closeWithRound = (session: Session, now: number): Happening | null =>
  session.ended ? null : withSequel(session, [{ type: 'session-ended', reason: 'round-closed' }], now)
