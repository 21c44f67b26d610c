import type { RuleId } from '@woshou/protocol'
import { type Locale, WORDINGS } from '@woshou/protocol/catalogue'
import type { ReportRow } from './report.ts'

/** A student of a report, as a table shows them. */
export interface TableRow extends Omit<ReportRow, 'participant' | 'rules' | 'learning' | 'rounds'> {
  readonly rules: readonly { readonly rule: string; readonly times: number }[]
  /** Null when the class has forgotten its names. */
  readonly name: string | null
  readonly pseudonym: Readonly<Record<Locale, string>>
  readonly points: number | null
}

const HEADS: Readonly<Record<Locale, readonly string[]>> = {
  en: [
    'Name',
    'Pseudonym',
    'Sessions',
    'Unfinished',
    'Tries',
    'Right at the first try',
    'Wrong',
    'Hints',
    'Values revealed',
    'Time (s)',
    'Points',
  ],
  'zh-CN': [
    '姓名',
    '化名',
    '场次',
    '未完成',
    '尝试次数',
    '首次正确率',
    '错误次数',
    '提示次数',
    '查看答案次数',
    '用时（秒）',
    '得分',
  ],
}

/**
 * A report as a spreadsheet shows it: a row for each student, and a column for each rule that anybody broke, with how often.
 * What there is nothing to say of is empty, never zero: the share of no tries, and rules for who has played nothing.
 */
export function reportTable(
  students: readonly TableRow[],
  rules: readonly string[],
  locale: Locale,
): readonly (readonly (string | number | null)[])[] {
  const head = [...HEADS[locale], ...rules.map((rule) => titled(rule, locale))]
  const body = students.map((student) => {
    const times = new Map(student.rules.map((one) => [one.rule, one.times]))
    return [
      student.name,
      student.pseudonym[locale],
      student.sessions,
      student.unfinished,
      student.tries,
      student.firstTry === null ? null : Math.round(student.firstTry * 1_000) / 1_000,
      student.wrong,
      student.hints,
      student.revealed,
      Math.round(student.time / 1_000),
      student.points,
      ...rules.map((rule) => (student.sessions === 0 ? null : (times.get(rule) ?? 0))),
    ]
  })
  return [head, ...body]
}

/** A newer build's rule has no words here. */
function titled(rule: string, locale: Locale): string {
  const words = (WORDINGS as Partial<Record<string, (typeof WORDINGS)[RuleId]>>)[rule]
  return words ? `${words[locale].title} [${rule}]` : rule
}
