import { type Happening, withSequel } from './happening.ts'
import type { Session } from './session.ts'

/**
 * Time stands still from now on, whoever sits there already. Who may ask for that is the host's to know.
 * @param now play time in ms
 * @param clock milliseconds since 1970, UTC
 * @returns null when it stands still already, or the session is over: asking twice is asking once
 */
export const stopTime = (session: Session, now: number, clock: number): Happening | null =>
  session.stopped || session.ended ? null : withSequel(session, [{ type: 'time-stopped', since: clock }], now)

/**
 * Time goes on where it stopped, and what it had kept back happens.
 * @param clock milliseconds since 1970, UTC
 * @returns null when it runs already, or the session is over
 */
export function letTimeGoOn(session: Session, clock: number): Happening | null {
  if (!session.stopped || session.ended) return null
  // another server's clock may be behind the one that stopped it
  const gap = Math.max(0, Math.round(clock - session.stopped.since))
  return withSequel(session, [{ type: 'time-went-on', gap }], session.at)
}

/**
 * Play time as a clock has it; it stands still where time was stopped, and is never before the newest event.
 * @param clock milliseconds since 1970, UTC
 */
export const playTimeAt = ({ at, createdAt, stopped, stoppedFor }: Session, clock: number): number =>
  stopped ? at : Math.max(at, clock - createdAt - stoppedFor)
