import { dueNow, type End } from '@woshou/session'
import type { Catalogue } from './catalogue-words.ts'
import { type Numbering, showNumber } from './numbering.ts'

/** The three hints for what is due at this end; the server says how many have been asked for. */
export function hintWords(
  catalogue: Catalogue | null,
  end: End,
  numbering: Numbering,
  locale: 'en' | 'zh-CN',
): readonly string[] {
  const [first = null] = dueNow(end)
  return catalogue?.hints(first, end.tcb, locale, (value, space) => showNumber(numbering, value, space)) ?? []
}
