import type { ReportColumn, RuleRow } from '@woshou/classroom/api'
import { m } from '#lib/paraglide/messages.js'
import { rateSentence, trendOf, trendWords } from '#lib/words/learning-words.ts'
import type { BoardColumn, BoardLearning, BoardRow } from './board.ts'
import { shadeOf } from './shade.ts'

/** By what a figure is found again in its column. */
export const keyOf = ({ class: of, round, week }: Pick<ReportColumn, 'class' | 'round' | 'week'>): string =>
  round !== undefined ? `round ${round}` : week !== undefined ? `week ${week}` : `class ${of ?? ''}`

/**
 * The columns of the board, in the order in which they are told.
 * @param hrefOf the page of a round, or of a class
 */
export function boardColumns(
  columns: readonly ReportColumn[],
  locale: 'en' | 'zh-CN',
  hrefOf: (column: ReportColumn) => string | null,
): readonly BoardColumn[] {
  // a Monday is the same day everywhere
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return columns.map((column) => {
    const { name, round, students, title, week } = column
    const words = { key: keyOf(column), href: hrefOf(column), students }
    if (round !== undefined) {
      const long = title ? m.teach_round_title({ round, title: title[locale] }) : m.teach_round({ round })
      return { ...words, short: `${round}`, long }
    }
    if (week !== undefined) {
      const monday = day.format(Date.parse(`${week}T00:00Z`))
      const long = m.report_week_of({ date: monday })
      return { ...words, short: monday, long }
    }
    const called = name ?? ''
    return { ...words, short: called, long: called }
  })
}

/**
 * The rows of the board, those first that most students broke.
 * @param titleOf a rule in words
 */
export const boardRows = (
  rules: readonly RuleRow[],
  columns: readonly BoardColumn[],
  titleOf: (rule: string) => string,
): readonly BoardRow[] =>
  [...rules]
    .sort((a, b) => b.students - a.students || b.times - a.times || (a.rule < b.rule ? -1 : 1))
    .map(({ learning, rounds, rule, students: broke }) => {
      const found = new Map(rounds.map((cell) => [keyOf(cell), cell.students]))
      return {
        rule,
        title: titleOf(rule),
        students: broke,
        cells: columns.map((column) => {
          const some = found.get(column.key) ?? 0
          return { key: column.key, students: some, shade: shadeOf(some, column.students) }
        }),
        learning: learning && boardLearning(learning, columns),
      }
    })

/** How something is learnt, over all columns of a board; null where it never was at stake. */
export function boardLearning(
  learning: NonNullable<RuleRow['learning']>,
  columns: readonly BoardColumn[],
): BoardLearning | null {
  const asked = new Map(learning.rounds.map((one) => [keyOf(one), one]))
  const all = columns.map(({ key, long, short }) => {
    const { right = 0, tries = 0 } = asked.get(key) ?? {}
    return { key, long, short, right, tries }
  })
  if (all.every(({ tries }) => tries === 0)) return null
  const trend = trendOf({ ...learning, rounds: all })
  return { columns: all, trend, words: trendWords(trend, all), sentence: rateSentence(learning) }
}
