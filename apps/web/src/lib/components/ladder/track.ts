import type { Course } from './course.ts'

/** Where something is at which play time: straight from each point to the next; before and after them it rests. */
export interface Track {
  /** Play time, ms. */
  readonly from: number
  readonly to: number
  /** `offset` from 0 to 1 between the two, and the place there. */
  readonly frames: readonly { readonly offset: number; readonly transform: string }[]
}

/** Px along an axis by play time, ms; times never fall. */
export type Path = readonly { readonly at: number; readonly y: number }[]

/** The part of a path that is still to come, from its newest point at a play time on. */
export function pathFrom(path: Path, now: number): Path {
  const begun = path.findLastIndex(({ at }) => at <= now)
  return path.slice(Math.max(begun, 0))
}

/** A track along a path. @param transform what a place on the path is, as a CSS transform */
export function trackOf(path: Path, transform: (y: number) => string): Track {
  const [first = { at: 0, y: 0 }] = path
  const last = path.at(-1) ?? first
  const span = Math.max(last.at - first.at, 1)
  // an animation wants two frames at least
  const points = path.length > 1 ? path : [first, { ...last, at: first.at + span }]
  return {
    from: first.at,
    to: first.at + span,
    frames: points.map(({ at, y }) => ({ offset: (at - first.at) / span, transform: transform(y) })),
  }
}

/**
 * The path of a segment's head along its line, between two places of it: it rests at the first until it is there, and at
 * the second once it has passed it.
 */
export function headPath(
  { begin, end }: Course,
  span: { readonly from: number; readonly to: number },
  [a, b]: readonly [number, number] = [begin, end],
): Path {
  // it leaves from the middle of the lifeline, and so comes to `begin` a moment later
  const timeAt = (place: number) => span.from + (span.to - span.from) * (end > 0 ? Math.min(place / end, 1) : 1)
  return [
    { at: span.from, y: a },
    { at: timeAt(a), y: a },
    { at: timeAt(b), y: b },
    { at: span.to, y: b },
  ]
}
