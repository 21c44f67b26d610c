import type { StudentRow } from '@woshou/classroom/api'
import { m } from '#lib/paraglide/messages.js'
import { clockWords } from '#lib/words/clock-words.ts'
import { shareWords } from '#lib/words/share-words.ts'
import type { BoardColumn } from './board.ts'
import { keyOf } from './board-rows.ts'

type Called = Pick<StudentRow, 'name' | 'pseudonym'>

/** What a student is called: a pseudonym, unless names are wanted and known; then the name, and what it is on the wall. */
export const calledAs = (
  { name, pseudonym }: Called,
  locale: 'en' | 'zh-CN',
  names: boolean,
): readonly [called: string, also: string | null] =>
  names && name !== null ? [name, pseudonym[locale]] : [pseudonym[locale], null]

/**
 * A student as the list of them has one.
 * @param titleOf a rule in words
 */
export function listedStudent(
  student: StudentRow,
  locale: 'en' | 'zh-CN',
  names: boolean,
  titleOf: (rule: string) => string,
) {
  const [called, also] = calledAs(student, locale, names)
  // what was broken most often is told first
  const [most] = student.rules
  return { ...student, called, also, most: most ? titleOf(most.rule) : null }
}

type Figures = Pick<
  StudentRow,
  'firstTry' | 'hints' | 'points' | 'revealed' | 'sessions' | 'time' | 'tries' | 'unfinished' | 'wrong'
>

/** A student in figures. What was not finished is said as such; points only where there are any. */
export const studentFigures = ({
  firstTry,
  hints,
  points,
  revealed,
  sessions,
  time,
  tries,
  unfinished,
  wrong,
}: Figures): readonly { readonly what: string; readonly value: string }[] => [
  { what: m.report_sessions(), value: `${sessions}` },
  ...(unfinished > 0 ? [{ what: m.report_unfinished(), value: `${unfinished}` }] : []),
  { what: m.report_tries(), value: `${tries}` },
  { what: m.report_first_try(), value: firstTry === null ? m.report_none() : shareWords(firstTry) },
  { what: m.report_wrong(), value: `${wrong}` },
  { what: m.report_hints(), value: `${hints}` },
  { what: m.report_revealed(), value: `${revealed}` },
  { what: m.report_time(), value: time === 0 ? m.report_none() : clockWords(time, 'elapsed') },
  ...(points === null ? [] : [{ what: m.report_points(), value: `${points}` }]),
]

/** What a student did in each round that they played. */
export const studentRounds = (rounds: StudentRow['rounds'], columns: readonly BoardColumn[]) => {
  const found = new Map(rounds.map((round) => [keyOf(round), round]))
  return columns.flatMap(({ key, long }) => {
    const round = found.get(key)
    if (!round) return []
    const { firstTry, tries, wrong } = round
    const share = firstTry === null ? m.report_none() : shareWords(firstTry)
    return [{ key, title: long, tries: `${tries}`, firstTry: share, wrong: `${wrong}` }]
  })
}
