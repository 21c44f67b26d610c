import type { Path } from './track.ts'

/** px for a stretch of play time, and how much of it was left out, ms. */
export function pace(elapsed: number, scale: number, most: number, latency: number): { px: number; left: number } {
  const px = Math.max(elapsed, 0) * scale
  if (px <= most) return { px, left: 0 }
  const left = elapsed - most / scale
  // a little more than usual needs no mark
  return { px: most, left: left > Math.max(latency, 1_000) ? elapsed : 0 }
}

/** px from the top at a time; `top` where the path has no point. */
export function interpolate(path: Path, time: number, top: number): number {
  let low = 0
  let high = path.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((path[middle]?.at ?? 0) <= time) low = middle + 1
    else high = middle
  }
  const before = path[low - 1]
  const after = path[low]
  if (!before || !after) return (before ?? after)?.y ?? top
  return before.y + ((after.y - before.y) * (time - before.at)) / (after.at - before.at)
}
