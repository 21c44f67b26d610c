import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChangeReason, RuleId } from '@woshou/protocol'
import * as catalogue from '@woshou/protocol/catalogue'
import { exampleOf } from '@woshou/protocol/examples'
import { ROLES, type Role } from '@woshou/session'
import { describe, expect, test } from 'vitest'
import { changeWords, type Reader, remarkWords, ruleLesson, ruleTitle, violationWords } from './catalogue-words.ts'
import { numberingOf } from './numbering.ts'

/** Somebody is spoken to. */
const ADDRESS = /\byou|你/i

const numbering = numberingOf('relative', { iss: 100, irs: 300 })
const rules = Object.keys(catalogue.WORDINGS) as RuleId[]
const reasons = Object.keys(catalogue.CHANGE_SENTENCES) as ChangeReason[]
const LOCALES = ['en', 'zh-CN'] as const

/** All that a replay or a debrief says of an end at which this rule was broken, or remarked on. */
function said(rule: RuleId, locale: 'en' | 'zh-CN', reader: Reader): readonly string[] {
  const example = exampleOf(rule)
  const violations = example.kind === 'legal' ? [] : example.violations
  const words = violations.flatMap((violation) =>
    [true, false].map((left) => violationWords(catalogue, violation, numbering, locale, { reader, left })),
  )
  return [
    ...words.flatMap((one) => [
      one.title,
      one.sentence,
      one.withheld,
      one.misconception,
      one.lesson,
      one.realStack,
      ...one.allowed,
    ]),
    ...remarkWords(catalogue, [{ rule }], locale, reader).flatMap(({ lesson, sentence, title }) => [
      title,
      sentence,
      lesson,
    ]),
    ruleLesson(catalogue, rule, locale, reader),
    ruleTitle(catalogue, rule, locale, reader),
  ]
}

describe.each(LOCALES)('in %s', (locale) => {
  test.each(rules)('nobody who reads both ends is addressed over %s', (rule) => {
    for (const role of ROLES) expect(said(rule, locale, role).filter((text) => ADDRESS.test(text))).toEqual([])
  })

  test('nor over why a variable has changed; its own student is', () => {
    const told = (reader: Reader) => reasons.map((because) => changeWords(catalogue, because, locale, reader))
    const of = (role: Role) => told(role).filter((text) => ADDRESS.test(text))
    expect([...of('client'), ...of('server')]).toEqual([])
    expect(told('own').some((text) => ADDRESS.test(text))).toBe(true)
  })
})

/** What may follow "the server" as it follows "you". */
const UNBENT =
  /^(acknowledged|answered|can|chose|closed|could|did|gave|had|left|made|may|must|played|received|sent|set|should|skipped|took|tried|typed|went|will|would|wrote)$/

test('what follows "you" in English takes its s where an end is named', () => {
  const verbs = rules
    .flatMap((rule) => said(rule, 'en', 'server'))
    .flatMap((text) => [...text.matchAll(/\bthe server (?:now |never |also |only |still |already )?([a-z]+)\b/gi)])
    .map(([, verb = '']) => verb)
  expect(verbs.length).toBeGreaterThan(100)
  const bare = verbs.filter((verb) => !/s$/.test(verb) && !UNBENT.test(verb))
  // "the server that …", "what the server and …": no verb
  expect(bare.filter((word) => !/^(and|in|of|or|that|to|until|while)$/.test(word))).toEqual([])
})

/** Said to whoever reads or decides on the page itself, not to an end. */
const TO_THE_READER = [
  ...['capture_play', 'capture_failed_remedy', 'debrief_next_both', 'debrief_retry_says'],
  // an end decides on its own page, and who watches is told what watching is
  ...['observer_agree_asked', 'observer_agree_says', 'observer_agree_waiting', 'observer_agreed', 'observer_says'],
]

test.each(LOCALES)('the %s sentences of replay, debrief and capture address no end either', (locale) => {
  const messages: Record<string, unknown> = JSON.parse(
    readFileSync(join(import.meta.dirname, `../../../messages/${locale}.json`), 'utf8'),
  )
  const addressing = Object.entries(messages).filter(
    ([key, text]) =>
      /^(replay|debrief|mishap|note|capture|observer)_/.test(key) &&
      !TO_THE_READER.includes(key) &&
      ADDRESS.test(JSON.stringify(text)),
  )
  expect(addressing).toEqual([])
})
