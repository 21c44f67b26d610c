/** A point on the sheet, px. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** What two shapes may share without being seen to touch, px. */
const HAIR = 0.25

/** Whether two convex shapes, each given by its corners in order, share more than a hair (separating axes). */
export const overlap = (a: readonly Point[], b: readonly Point[]): boolean => !separates(a, a, b) && !separates(b, a, b)

/** Whether along one of the shape's sides there is a line with `a` on one side of it and `b` on the other. */
function separates(shape: readonly Point[], a: readonly Point[], b: readonly Point[]): boolean {
  return shape.some((p, index) => {
    const q = shape[(index + 1) % shape.length] ?? p
    const size = Math.hypot(p.y - q.y, q.x - p.x) || 1
    const normal = { x: (q.y - p.y) / size, y: (p.x - q.x) / size }
    const [lowA, highA] = span(a, normal)
    const [lowB, highB] = span(b, normal)
    return lowA >= highB - HAIR || lowB >= highA - HAIR
  })
}

function span(shape: readonly Point[], axis: Point): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { x, y } of shape) {
    const along = x * axis.x + y * axis.y
    if (along < low) low = along
    if (along > high) high = along
  }
  return [low, high]
}
