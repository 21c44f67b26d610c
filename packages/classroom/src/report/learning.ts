/** First tries in one column of a report: how many, and how many of them were wrong. */
export interface Tried {
  /** Which column it is, from 0: time runs with it. */
  readonly column: number
  readonly tries: number
  readonly wrong: number
}

/** How the share of wrong first tries goes on from column to column. */
export interface Trend {
  /** By how much of what it was it falls; below 0 it rises. Null where it can't be told. */
  readonly rate: number | null
  /** Whether that is more than chance makes of it. */
  readonly trend: 'improves' | 'worsens' | 'unclear'
}

const UNCLEAR: Trend = { rate: null, trend: 'unclear' }

/** Of fewer wrong tries than these nothing can be told. */
const FEWEST = 4

/** The steepest slope that is told, of the logarithm: beyond it nothing is left after two columns. */
const STEEPEST = 5

/** Nothing is surer than that. */
const LEAST_ERROR = 0.01

/** So many standard errors from 0 are no chance: one in twenty would be. */
const BEYOND_CHANCE = 1.96

/**
 * By how much the share of wrong first tries falls from one column to the next, in the mean: share = a (1 − rate)^column, whose
 * rate makes what was counted the likeliest (a Poisson regression with the tries as exposure). Columns in which nothing was
 * tried say nothing; one in which nothing was wrong says much.
 */
export function trendOf(tried: readonly Tried[]): Trend {
  const some = tried.filter(({ tries }) => tries > 0)
  const wrong = some.reduce((sum, one) => sum + one.wrong, 0)
  if (new Set(some.map(({ column }) => column)).size < 2 || wrong < FEWEST) return UNCLEAR
  const seen = some.reduce((sum, one) => sum + one.wrong * one.column, 0) / wrong
  // the mean column of what is expected grows with the slope: where it is what was seen, the slope is the likeliest
  let [low, high] = [-STEEPEST, STEEPEST]
  for (let step = 0; step < 60; step++) {
    const slope = (low + high) / 2
    if (expectedAt(some, slope).mean < seen) low = slope
    else high = slope
  }
  const slope = (low + high) / 2
  const error = errorOf(some, wrong, slope)
  const isChance = Math.abs(slope) < BEYOND_CHANCE * error && Math.abs(slope) < STEEPEST - 0.01
  return { rate: 1 - Math.exp(slope), trend: isChance ? 'unclear' : slope < 0 ? 'improves' : 'worsens' }
}

/** The slope's standard error: of each try chance decides whether it is wrong. Never nothing, however sure all of it was. */
function errorOf(tried: readonly Tried[], wrong: number, slope: number): number {
  const { mean, shares, variance } = expectedAt(tried, slope)
  if (variance === 0) return Number.POSITIVE_INFINITY
  const chance = tried.reduce((sum, { column, tries }, index) => {
    const expected = wrong * (shares[index] ?? 0)
    return sum + expected * Math.max(0, 1 - expected / tries) * (column - mean) ** 2
  }, 0)
  return Math.max(Math.sqrt(chance) / (wrong * variance), LEAST_ERROR)
}

/** Where wrong tries are expected, by column, if their share goes on with a slope: of all of them these shares; mean and variance. */
function expectedAt(tried: readonly Tried[], slope: number) {
  const last = Math.max(...tried.map(({ column }) => column))
  // counted from the end that weighs most, so that nothing grows beyond all numbers
  const from = slope > 0 ? last : 0
  const weights = tried.map(({ column, tries }) => tries * Math.exp(slope * (column - from)))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const over = (value: (column: number) => number) =>
    tried.reduce((sum, { column }, index) => sum + (weights[index] ?? 0) * value(column), 0) / whole
  const mean = over((column) => column)
  return { mean, shares: weights.map((weight) => weight / whole), variance: over((column) => (column - mean) ** 2) }
}
