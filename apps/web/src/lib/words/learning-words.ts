import type { Learning } from '@woshou/classroom/api'
import { m } from '#lib/paraglide/messages.js'
import { shareWords } from './share-words.ts'

/** How often something was right at once, in one round, week or class. */
export interface FirstTries {
  /** How often it came up. */
  readonly tries: number
  /** How often it was right at once. */
  readonly right: number
}

/** What a class's first tries say of a rule over its rounds, in order of time. */
export type Trend = 'improves' | 'worsens' | 'steady' | 'mastered' | 'unclear'

/** So few first tries say nothing, whichever way they go. */
const FEW = 20
/** From here on there is little left to improve. */
const MASTERED = 0.95

/**
 * What can be said of learning: the server tells whether more are right than before, as far as it is more than chance; what is
 * left stands still, which is good news where nearly all were right from the beginning.
 */
export function trendOf({
  rounds,
  trend,
}: Pick<Learning, 'trend'> & { readonly rounds: readonly FirstTries[] }): Trend {
  if (trend !== 'unclear') return trend
  const asked = rounds.filter((one) => one.tries > 0)
  const tries = asked.reduce((all, one) => all + one.tries, 0)
  if (asked.length < 2 || tries < FEW) return 'unclear'
  return asked.reduce((all, { right }) => all + right, 0) / tries >= MASTERED ? 'mastered' : 'steady'
}

/** The share that was right at once where it was asked first, and where last; null before it was asked twice. */
export function fromTo(rounds: readonly FirstTries[]): { readonly first: number; readonly last: number } | null {
  const asked = rounds.filter(({ tries }) => tries > 0)
  const [first, last] = [asked[0], asked.at(-1)]
  if (!first || !last || first === last) return null
  return { first: first.right / first.tries, last: last.right / last.tries }
}

/** Whether a class gets better at a rule, in two words or three, with the shares it went from and to. */
export function trendWords(trend: Trend, rounds: readonly FirstTries[]): string {
  const words = {
    improves: m.report_trend_improves,
    worsens: m.report_trend_worsens,
    steady: m.report_trend_steady,
    mastered: m.report_trend_mastered,
    unclear: m.report_trend_unclear,
  }[trend]()
  const shares = fromTo(rounds)
  if (!shares) return words
  return m.report_trend({ words, first: shareWords(shares.first), last: shareWords(shares.last) })
}

/**
 * By how much the share of wrong first tries falls (or rises) from round to round; null where chance alone may make that.
 * @param rate 0.3: it falls by three tenths of what it was; null: unknown
 */
export function rateSentence({ rate, rounds, trend }: Pick<Learning, 'rate' | 'rounds' | 'trend'>): string | null {
  if (rate === null || trend === 'unclear') return null
  const share = shareWords(Math.abs(rate))
  const words = {
    round: { falls: m.report_rate_falls, rises: m.report_rate_rises },
    week: { falls: m.report_rate_falls_week, rises: m.report_rate_rises_week },
  }[rounds[0]?.week === undefined ? 'round' : 'week']
  return rate > 0 ? words.falls({ share }) : words.rises({ share })
}
