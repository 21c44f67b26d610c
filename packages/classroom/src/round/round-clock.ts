import type { Round } from '../table/classroom.ts'

/** A round's clock. Milliseconds. */
export interface RoundClock {
  /** For how long it has been played: pauses are left out. */
  readonly elapsed: number
  /** Until its minutes are over, never below 0; null without minutes. */
  readonly left: number | null
  /** It stands still: because of a pause, or because the round is closed. */
  readonly stands: boolean
}

/** @param now milliseconds since 1970, UTC */
export function roundClock({ closedAt, minutes, pausedAt, pausedFor, startedAt }: Round, now: number): RoundClock {
  const until = closedAt ?? pausedAt ?? now
  const elapsed = Math.max(0, until - startedAt - pausedFor)
  const left = minutes === null ? null : Math.max(0, minutes * 60_000 - elapsed)
  return { elapsed, left, stands: closedAt !== null || pausedAt !== null }
}
