import { expect, test } from 'vitest'
import { exampleOf } from '../examples/index.ts'
import { RULE_IDS } from '../rule-id.ts'
import { explain, type Locale } from './index.ts'

const LOCALES: readonly Locale[] = ['en', 'zh-CN']

/** Every violation that the examples bring about. */
const violations = RULE_IDS.flatMap((rule) => {
  const example = exampleOf(rule)
  return example.kind === 'legal' ? [] : example.violations
})

test('a note without its value says what was chosen and why, never the value', () => {
  for (const violation of violations)
    for (const locale of LOCALES) {
      // what is shown of the arrival, or of the own choice, may happen to be the value
      const shown = [violation.chosen, ...Object.values(violation.because ?? {})]
      const { sentence, withheld, worked } = explain(violation, locale)
      expect(withheld, `${violation.rule} ${locale}`).not.toBe('')
      expect(withheld, `${violation.rule} ${locale}`).not.toContain('{')
      for (const how of worked.filter((one) => one.includes(' = '))) expect(withheld).not.toContain(how)
      for (const { value } of violation.allowed)
        if (!shown.includes(value) && typeof value === 'number' && value > 1_000 && sentence.includes(`${value}`))
          expect(withheld, `${violation.rule} ${locale}`).not.toMatch(new RegExp(`\\b${value}\\b`))
    }
})

test('a segment that did not leave was tried, not sent', () => {
  for (const violation of violations) {
    if (violation.field === 'outcome' || violation.field === 'state' || violation.field === 'next') continue
    for (const said of [explain(violation, 'en', String, { left: false }), explain(violation, 'en')])
      expect(said.sentence).not.toContain('{sent}')
    expect(explain(violation, 'en', String, { left: false }).sentence, violation.rule).not.toMatch(/you sent /i)
    expect(explain(violation, 'zh-CN', String, { left: false }).sentence, violation.rule).not.toMatch(
      /你[^，。]*发送了/,
    )
  }
})
