import type { Drawing } from './drawing.ts'
import { STEEPEST } from './label.ts'
import { overlap } from './overlap.ts'

/** What one pass learns for the next. */
export interface Guess {
  /** px per px of a line's slope, up to the steepest that a label follows. */
  readonly slopes: ReadonlyMap<string, number>
  readonly crossing: ReadonlySet<string>
  /** px a version is moved down beyond what the rules ask, because it still touched something above. */
  readonly extra: ReadonlyMap<number, number>
}

/** Slopes and crossings as drawn; null when nothing new was learnt. */
export function learn({ lines, x }: Drawing, before: Guess): Guess | null {
  const inner = x.server - x.client
  const slopes = new Map<string, number>()
  const crossing = new Set(before.crossing)
  let news = false
  const sorted = [...lines].sort((a, b) => a.from.y - b.from.y)
  for (const [index, one] of sorted.entries()) {
    const known = before.slopes.get(one.line.key) ?? 0
    // a label follows no line that is steeper: how much steeper is no news, and would use up the passes
    const slope = Math.max(Math.min((one.to.y - one.from.y) / inner, STEEPEST), known)
    slopes.set(one.line.key, slope)
    if (slope - known > 0.02) news = true
    for (let next = index + 1; next < sorted.length; next++) {
      const other = sorted[next]
      if (!other || other.from.y >= one.to.y) break
      // going the same way they meet only when one overtakes the other
      if (other.line.from === one.line.from && other.to.y > one.to.y) continue
      for (const { line } of [one, other]) {
        if (!crossing.has(line.key)) news = true
        crossing.add(line.key)
      }
    }
  }
  return news ? { ...before, slopes, crossing } : null
}

/** Moves what still touches something above it down by half a row; null when nothing does. */
export function unstick({ lines, notes, rowHeight }: Drawing, before: Guess): Guess | null {
  const shapes = [
    ...lines.map(({ label, line }) => ({ version: line.version, shape: label })),
    ...notes.map(({ box: { height, width, x, y }, tick }) => ({
      version: tick.version,
      shape: [
        { x, y },
        { x: x + width, y },
        { x: x + width, y: y + height },
        { x, y: y + height },
      ],
    })),
  ]
    .map((item) => ({
      ...item,
      top: Math.min(...item.shape.map(({ y }) => y)),
      bottom: Math.max(...item.shape.map(({ y }) => y)),
    }))
    .sort((a, b) => a.top - b.top)
  const extra = new Map(before.extra)
  for (const [index, one] of shapes.entries()) {
    for (let next = index + 1; next < shapes.length; next++) {
      const other = shapes[next]
      if (!other || other.top >= one.bottom) break
      if (!overlap(one.shape, other.shape)) continue
      const version = Math.max(one.version, other.version)
      extra.set(version, (before.extra.get(version) ?? 0) + rowHeight / 2)
    }
  }
  return extra.size > before.extra.size || [...extra].some(([version, px]) => before.extra.get(version) !== px)
    ? { ...before, extra }
    : null
}
