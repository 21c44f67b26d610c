/** An axis from nothing to a little above the largest value. */
export interface Scale {
  readonly top: number
  /** The values at which a line is drawn, from 0 to `top`. */
  readonly lines: readonly number[]
}

/** Three to six lines at round numbers. @param most the largest value, above 0 */
export function scaleOf(most: number): Scale {
  const rough = Math.max(1, most) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power)
  const top = Math.max(step, Math.ceil(most / step) * step)
  return { top, lines: Array.from({ length: Math.round(top / step) + 1 }, (_, nth) => nth * step) }
}

interface Drawn {
  readonly x: number
  readonly y: number
  readonly cwnd: number
  readonly loss: 'timeout' | 'duplicates' | null
}

/** Where labels would touch, so many pixels apart. */
const CLOSE = 28

/** The points whose value is written beside them: at a loss and after it, at the ends, and of the others those that have room. */
export function labelled<P extends Drawn>(points: readonly P[]): readonly P[] {
  const told = points.filter(({ loss }, nth) => nth === 0 || nth === points.length - 1 || loss !== null)
  const free = (point: P, among: readonly P[]) =>
    among.every((other) => other === point || Math.abs(other.x - point.x) >= CLOSE || Math.abs(other.y - point.y) >= 26)
  const chosen = told.filter(
    (point, nth) => point.loss !== null || free(point, [...told.slice(0, nth), ...told.filter(({ loss }) => loss)]),
  )
  for (const point of points) if (!chosen.includes(point) && free(point, chosen)) chosen.push(point)
  return points.filter((point) => chosen.includes(point))
}
