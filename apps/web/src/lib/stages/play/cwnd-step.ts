import { type CwndPoint, cwndPoints, type SeenEvent } from '@woshou/session'
import { cwndCauseWords } from '#lib/words/cwnd-words.ts'

/** A step of cwnd: where it stood, where it stands, and why. */
export interface CwndStep {
  readonly before: CwndPoint
  readonly newest: CwndPoint
  readonly why: string
}

/** The newest step of an end's cwnd while that is what has just happened; else null. @param events all that the end's seat has seen */
export function cwndStep(events: readonly SeenEvent[]): CwndStep | null {
  const points = cwndPoints(events)
  const newest = points.at(-1)
  const before = points.at(-2)
  if (!before || !newest || newest.version !== events.at(-1)?.version) return null
  return { before, newest, why: cwndCauseWords(newest) }
}
