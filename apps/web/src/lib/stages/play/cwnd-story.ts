import { type CwndPoint, cwndPoints, type SeenEvent } from '@woshou/session'
import { cwndCauseWords } from '#lib/words/cwnd-words.ts'

/** How cwnd of an end has gone, and its newest step while that is what has just happened. */
export interface CwndStory {
  readonly points: readonly CwndPoint[]
  readonly step: { readonly before: CwndPoint; readonly newest: CwndPoint; readonly why: string } | null
}

/** @param events all that the end's seat has seen */
export function cwndStory(events: readonly SeenEvent[]): CwndStory {
  const points = cwndPoints(events)
  const newest = points.at(-1)
  const before = points.at(-2)
  const isNews = newest !== undefined && newest.version === events.at(-1)?.version
  return { points, step: isNews && before ? { before, newest, why: cwndCauseWords(newest) } : null }
}
