import { m } from '#lib/paraglide/messages.js'
import type { Trend } from './learning-words.ts'
import { sentences } from './sentences.ts'
import { shareWords } from './share-words.ts'

interface Row {
  readonly title: string
  readonly students: number
  readonly learning: { readonly trend: Trend } | null
}

/** So many titles are read in a sentence. */
const NAMED = 3

/**
 * What the board says, for whoever has a minute before the lesson: what most got wrong, and what the class gets better at, or not.
 * @param rows those first that most students broke
 * @param of how many students there are
 */
export function boardSentences(rows: readonly Row[], of: number): string {
  const [first] = rows
  const learning = (...trends: readonly Trend[]) =>
    rows
      .filter((row) => row.learning !== null && trends.includes(row.learning.trend))
      .slice(0, NAMED)
      .map(({ title }) => m.report_quoted({ title }))
      .join(m.report_and())
  const better = learning('improves')
  const not = learning('worsens', 'steady')
  return sentences([
    ...(first && first.students > 0 ? [m.report_says_most({ rule: first.title, students: first.students, of })] : []),
    ...(better === '' ? [] : [m.report_says_better({ rules: better })]),
    ...(not === '' ? [] : [m.report_says_not_better({ rules: not })]),
  ])
}

interface Figures {
  readonly tries: number
  readonly firstTry: number | null
  readonly sessions: number
  readonly unfinished: number
}

/** The class as a whole, in one line of figures. */
export function classFigures(students: readonly Figures[]): readonly string[] {
  const sum = (count: (student: Figures) => number) => students.reduce((all, student) => all + count(student), 0)
  const tries = sum((one) => one.tries)
  const unfinished = sum((one) => one.unfinished)
  return [
    m.report_figure_students({ students: students.length }),
    ...(tries === 0
      ? []
      : [m.report_figure_first({ share: shareWords(sum((one) => one.tries * (one.firstTry ?? 0)) / tries) })]),
    ...(unfinished === 0 ? [] : [m.report_figure_unfinished({ unfinished, sessions: sum((one) => one.sessions) })]),
  ]
}
