import type { DueReason } from '../due.ts'
import type { Case } from '../judge/lead.ts'
import type { Outcome } from '../reception.ts'
import type { RuleId } from '../rule-id.ts'
import { STATES } from '../tcb.ts'
import type { Field, Violation, Worked } from '../verdict.ts'
import { CASES } from './cases.ts'
import { FACTS } from './facts/index.ts'
import { DUE_SENTENCES, OUTCOME_WORDS } from './terms.ts'
import type { Locale } from './wording.ts'
import { WORDINGS } from './wordings.ts'

/**
 * How a number is shown: relative or raw, grouped or not. `space` says whose numbering it belongs to: `send` the
 * end's own, `receive` the peer's, `none` is a plain count.
 */
export type NumberFormat = (value: number, space: 'send' | 'receive' | 'none') => string

/** What is said about a violation, in one language, with every placeholder filled. */
export interface Explanation {
  readonly rule: RuleId
  readonly title: string
  readonly sentence: string
  /**
   * The sentence without the right value: which field, and why. Equal to `sentence` where there is nothing to keep back,
   * as in a note that says "wait".
   */
  readonly withheld: string
  readonly misconception: string
  readonly lesson: string
  readonly realStack: string
  /** How each allowed value comes about: `SND.NXT = ISS + 1 (SYN) = 101`. */
  readonly worked: readonly string[]
  /** `RFC 9293 §3.4`. */
  readonly section: string
}

const raw: NumberFormat = (value) => String(value)

/** Whose numbers the further values of a violation are. */
const SPACES: Readonly<Record<string, 'send' | 'receive'>> = {
  ack: 'receive',
  irs: 'receive',
  last: 'receive',
  missing: 'receive',
  peerFin: 'receive',
  expectedAck: 'receive',
  seq: 'receive',
  iss: 'send',
  fin: 'send',
  una: 'send',
  blockFirst: 'send',
  blockLast: 'send',
}

/** Further values that count bytes. */
const COUNTS: ReadonlySet<string> = new Set(['left', 'cwnd', 'flight'])

/**
 * The strings for one violation.
 * @param options.left false for a segment that did not leave: then it was tried, not sent
 */
export function explain(
  violation: Violation,
  locale: Locale,
  format: NumberFormat = raw,
  { left = true }: { readonly left?: boolean } = {},
): Explanation {
  const wording = WORDINGS[violation.rule][locale]
  const worked = violation.allowed.map((value) => formatWorked(value, violation.field, locale, format))
  const values: Record<string, string> = {
    sent: (left ? SENT : TRIED)[locale],
    chosen: formatChosen(violation, locale, format),
    right:
      violation.allowed[0] === undefined
        ? NOTHING[locale]
        : formatValue(violation.allowed[0], violation.field, locale, format),
    work: worked[0] ?? NOTHING[locale],
    allowed: violation.allowed.map((value) => formatValue(value, violation.field, locale, format)).join(OR[locale]),
  }
  for (const [key, value] of Object.entries(violation.because ?? {}))
    values[key] ??= typeof value === 'number' ? becauseNumber(violation, key, value, locale, format) : value
  values.why = whyDue(violation, locale)
  const fill = (text: string): string =>
    text
      .replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? NOTHING[locale])
      // Chinese is set apart from numbers and Latin letters only, and a placeholder may hold either.
      .replace(/(\p{Script=Han}) (?=\p{Script=Han})/gu, '$1')
  const { sentence, title } = inCase(violation, locale) ?? {
    ...WORDINGS[sayingOf(violation)][locale],
    title: wording.title,
  }
  const wait = waits(violation, left) && !SAYS_WAIT.test(sentence) ? WAIT[locale] : ''
  return {
    rule: violation.rule,
    title,
    sentence: fill(sentence) + wait,
    withheld: fill(withoutValue(sentence)) + wait,
    misconception: wording.misconception,
    lesson: wording.lesson,
    realStack: wording.realStack,
    worked,
    section: formatSection(violation.section),
  }
}

/** The words of the case a rule was broken in, where it has some; a case of a newer build has none here. */
function inCase({ because }: Violation, locale: Locale): { readonly title: string; readonly sentence: string } | null {
  const id = because?.case
  return typeof id === 'string' && Object.hasOwn(CASES, id) ? CASES[id as Case][locale] : null
}

/** Why something is due, where a note knows; one of a newer build's reasons has no words here. */
function whyDue({ because }: Violation, locale: Locale): string {
  const id = because?.why
  return typeof id === 'string' && Object.hasOwn(DUE_SENTENCES, id) ? DUE_SENTENCES[id as DueReason][locale] : ''
}

/** Nothing is to be sent instead of what was tried; of what has left already there is nothing to wait for. */
const waits = ({ allowed, field }: Violation, left: boolean): boolean =>
  !left && allowed.length === 0 && field !== 'outcome' && field !== 'next'

/** A sentence that says so by itself. */
const SAYS_WAIT = /\b[Ww]ait\b|等/

const WAIT: Readonly<Record<Locale, string>> = { en: ' Wait.', 'zh-CN': '请等待。' }

/** Placeholders that give the answer away. */
const VALUE = /\{(?:right|work|allowed|reply|expectedAck|missing|due)\}/

/** Each with the mark and the space it ends in; no lookbehind, which would be a syntax error to Safari before 16.4. */
const SENTENCES = /[\s\S]*?(?:[.?!] |[。？！])|[\s\S]+$/g
const CLAUSES = /[\s\S]*?(?:[,;:] |[，；：])|[\s\S]+$/g

/**
 * A sentence's text up to the clause in which the right value stands; whole sentences without one are kept. What is left
 * says which field it is, and why.
 */
function withoutValue(text: string): string {
  const kept = (text.match(SENTENCES) ?? [])
    .map((sentence) => {
      const at = sentence.search(VALUE)
      if (at < 0) return sentence
      const clauses = sentence.slice(0, at).match(CLAUSES) ?? []
      const before = clauses
        .slice(0, -1)
        .join('')
        .replace(/[,;:，；：]\s*$/, '')
      return before === '' ? '' : /\p{Script=Han}/u.test(sentence) ? `${before}。` : `${before}. `
    })
    .join('')
    .trim()
  return kept
}

/**
 * The rule whose sentence tells what was chosen. A rule about sending can also be broken in the checking of an arrival;
 * there nothing was sent, so the sentence is that of the check.
 */
function sayingOf({ rule, field, chosen }: Violation): RuleId {
  if (field === 'outcome') return 'check-outcome-wrong'
  return field === 'state' && (STATES as readonly unknown[]).includes(chosen) ? 'check-state-wrong' : rule
}

/** Title, misconception, lesson and the rest of a rule itself, for the page that lists all. */
export function describe(rule: RuleId, locale: Locale) {
  const { title, misconception, lesson, realStack, sentence } = WORDINGS[rule][locale]
  return { rule, ...FACTS[rule], title, sentence, misconception, lesson, realStack }
}

/** `3.4` is a section of RFC 9293; other RFCs are named. */
export const formatSection = (section: string): string => {
  const other = /^RFC (\d+) (.+)$/.exec(section)
  return other ? `RFC ${other[1]} §${other[2]}` : `RFC 9293 §${section}`
}

const SENT: Readonly<Record<Locale, string>> = { en: 'sent', 'zh-CN': '发送了' }
const TRIED: Readonly<Record<Locale, string>> = { en: 'tried', 'zh-CN': '试图发送' }
const NOTHING: Readonly<Record<Locale, string>> = { en: 'nothing', 'zh-CN': '无' }
const OR: Readonly<Record<Locale, string>> = { en: ' or ', 'zh-CN': ' 或 ' }
const NO_FLAGS: Readonly<Record<Locale, string>> = { en: 'no flags', 'zh-CN': '不带任何标志的报文段' }

const bytes = (count: number, locale: Locale, format: NumberFormat): string =>
  locale === 'en' ? `${format(count, 'none')} ${count === 1 ? 'byte' : 'bytes'}` : `${format(count, 'none')} 字节`

function becauseNumber(violation: Violation, key: string, value: number, locale: Locale, format: NumberFormat): string {
  if (COUNTS.has(key)) return bytes(value, locale, format)
  // A swapped or refused ack is shown in the numbering it was written in.
  if (key === 'isn') return String(value)
  if (key === 'ack' && violation.rule === 'swapped-seq-and-ack') return format(value, 'receive')
  if (
    key === 'ack' &&
    (violation.rule === 'challenge-ack-not-understood' || violation.rule === 'wrong-handshake-ack-needs-rst-not-ack')
  )
    return format(value, 'send')
  return format(value, SPACES[key] ?? 'none')
}

function formatChosen({ field, chosen, rule }: Violation, locale: Locale, format: NumberFormat): string {
  if (typeof chosen === 'string') {
    if (field === 'outcome') return OUTCOME_WORDS[chosen as Outcome]?.[locale] ?? chosen
    if (chosen === '') return field === 'next' ? NOTHING[locale] : NO_FLAGS[locale]
    return chosen
  }
  if (field === 'text') return bytes(chosen, locale, format)
  if (rule === 'relative-instead-of-absolute' || rule === 'wrap-not-modulo' || rule === 'rst-reply-numbers')
    return String(chosen)
  if (field === 'ack' || field === 'next') return format(chosen, 'receive')
  if (field === 'window') return format(chosen, 'none')
  return format(chosen, 'send')
}

function formatValue(worked: Worked, field: Field, locale: Locale, format: NumberFormat): string {
  if (typeof worked.value === 'string') {
    if (field === 'outcome') return OUTCOME_WORDS[worked.value as Outcome]?.[locale] ?? worked.value
    return worked.value === '' ? NOTHING[locale] : worked.value
  }
  if (worked.space === 'none' && field !== 'window' && worked.of !== 'SEG.ACK' && worked.of !== 'SEG.SEQ + SEG.LEN')
    return bytes(worked.value, locale, format)
  return format(worked.value, worked.space)
}

function formatWorked(worked: Worked, field: Field, locale: Locale, format: NumberFormat): string {
  const value = formatValue(worked, field, locale, format)
  if (worked.of === '') return value
  if (worked.base === undefined) return `${worked.of} = ${value}`
  const parts = (worked.plus ?? []).map(({ what, count }) => ` + ${count}${brackets(what, locale)}`).join('')
  return parts === '' ? `${worked.of} = ${value}` : `${worked.of} = ${worked.base.name}${parts} = ${value}`
}

function brackets(what: 'SYN' | 'FIN' | 'text', locale: Locale): string {
  if (locale === 'en') return ` (${what})`
  return `（${what === 'text' ? '数据' : what}）`
}

/** A worked number on its own. */
export const formatWorkedNumber = (worked: Worked, locale: Locale, format: NumberFormat = raw): string =>
  formatWorked(worked, 'seq', locale, format)
