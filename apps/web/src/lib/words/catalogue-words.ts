import type {
  ChangeReason,
  CongestionVariable,
  Outcome,
  Remark,
  RuleId,
  Signal,
  Variable,
  Violation,
} from '@woshou/protocol'
import type { RemarkWords } from '@woshou/protocol/catalogue'
import type { Role } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { aboutEnd, addressed, type Reader } from './about-end.ts'
import { type Numbering, showNumber } from './numbering.ts'

/** One violation in words. */
export interface ViolationWords {
  readonly rule: string
  readonly title: string
  readonly sentence: string
  /** The sentence without the right value. */
  readonly withheld: string
  /** What was chosen, as it is shown. */
  readonly chosen: string
  /** `SND.NXT = ISS + 1 = 301`, one for each value that would have been right. */
  readonly allowed: readonly string[]
  readonly misconception: string
  readonly lesson: string
  readonly realStack: string
  readonly section: { readonly name: string; readonly href: string }
}

/** The protocol's sentences. They come a moment after the page: until then the ids stand in for them. */
export type Catalogue = typeof import('@woshou/protocol/catalogue')
type Locale = 'en' | 'zh-CN'

export const loadCatalogue = (): Promise<Catalogue> => import('@woshou/protocol/catalogue')

export const ruleTitle = (catalogue: Catalogue | null, rule: RuleId, locale: Locale, reader: Reader): string =>
  catalogue && knows(catalogue, rule) ? addressed(catalogue.describe(rule, locale).title, reader, locale) : rule

/** What there is to learn from breaking a rule. */
export const ruleLesson = (catalogue: Catalogue, rule: RuleId, locale: Locale, reader: Reader): string =>
  knows(catalogue, rule) ? addressed(catalogue.describe(rule, locale).lesson, reader, locale) : m.page_older()

/** Whether the words of a rule are here: a server that is newer than this page may name one that is not. */
const knows = (catalogue: Catalogue | null, rule: RuleId): boolean =>
  catalogue !== null && Object.hasOwn(catalogue.WORDINGS, rule)

/** Why a variable moved: by what arrived, or by what this end did itself. */
export function changeWords(
  catalogue: Catalogue | null,
  because: ChangeReason | 'own' | 'timer' | 'call',
  locale: Locale,
  reader: Reader,
): string {
  switch (because) {
    case 'own':
      return m.change_own()
    case 'timer':
      return m.change_timer()
    case 'call':
      return m.change_call()
    default:
      return addressed(catalogue?.CHANGE_SENTENCES[because]?.[locale] ?? '', reader, locale)
  }
}

export const signalWords = (catalogue: Catalogue | null, signal: Signal, locale: Locale): string =>
  catalogue?.SIGNAL_SENTENCES[signal.type]?.[locale] ?? ''

export const variableWords = (
  catalogue: Catalogue | null,
  name: Variable['name'] | CongestionVariable,
  locale: Locale,
): string => catalogue?.VARIABLE_SENTENCES[name]?.[locale] ?? ''

/**
 * A violation for the note beside its field.
 * @param options.reader whom it speaks to
 * @param options.left false for a segment that did not leave: it was tried, not sent
 */
export function violationWords(
  catalogue: Catalogue | null,
  violation: Violation,
  numbering: Numbering,
  locale: Locale,
  { reader, ...options }: { readonly reader: Reader; readonly left?: boolean },
): ViolationWords {
  const { rule, section, field, chosen } = violation
  const shown =
    field === 'outcome'
      ? (catalogue?.OUTCOME_WORDS[chosen as Outcome]?.[locale] ?? `${chosen}`)
      : typeof chosen === 'string' || field === 'text' || field === 'window'
        ? `${chosen}`
        : showNumber(numbering, chosen, field === 'ack' || field === 'next' ? 'receive' : 'send')
  const said = knows(catalogue, rule)
    ? catalogue?.explain(violation, locale, (value, space) => showNumber(numbering, value, space), options)
    : null
  const older = catalogue !== null && !said ? m.page_older() : ''
  const words: ViolationWords = {
    rule,
    title: said?.title ?? rule,
    sentence: said?.sentence ?? older,
    withheld: said?.withheld ?? older,
    chosen: shown,
    // an outcome or a state is not worked out: it is what it is
    allowed: (said?.worked ?? []).map((worked) => worked.replace(/^(outcome|state) = /, '')),
    misconception: said?.misconception ?? '',
    lesson: said?.lesson ?? '',
    realStack: said?.realStack ?? '',
    section: { name: said?.section ?? section, href: sectionLink(section) },
  }
  return reader === 'own' ? words : saidOf(words, reader, locale)
}

/** A violation's words, said of an end. */
const saidOf = (words: ViolationWords, role: Role, locale: Locale): ViolationWords => ({
  ...words,
  title: aboutEnd(words.title, role, locale),
  sentence: aboutEnd(words.sentence, role, locale),
  withheld: aboutEnd(words.withheld, role, locale),
  allowed: words.allowed.map((worked) => aboutEnd(worked, role, locale)),
  misconception: aboutEnd(words.misconception, role, locale),
  lesson: aboutEnd(words.lesson, role, locale),
  realStack: aboutEnd(words.realStack, role, locale),
})

/** The judge's remarks on a right move, for the note beside the composer; none until the words are there. */
export const remarkWords = (
  catalogue: Catalogue | null,
  remarks: readonly Remark[],
  locale: Locale,
  reader: Reader,
): readonly RemarkWords[] =>
  catalogue
    ? remarks
        .filter(({ rule }) => knows(catalogue, rule))
        .map(({ rule }) => {
          const words = catalogue.remarkWords(rule, locale)
          const said = (text: string) => addressed(text, reader, locale)
          return { ...words, title: said(words.title), sentence: said(words.sentence), lesson: said(words.lesson) }
        })
    : []

/** Where a section is written: `3.10.7.4` is RFC 9293's; others name their RFC, as in `RFC 5961 3.2`. */
export function sectionLink(section: string): string {
  const [, rfc = '9293', number = ''] = /^(?:RFC (\d+) )?([A-Z\d.]*)/.exec(section) ?? []
  return `https://www.rfc-editor.org/rfc/rfc${rfc}${number === '' ? '' : `#section-${number}`}`
}
