import * as catalogue from '@woshou/protocol/catalogue'
import type { SeenEvent, View } from '@woshou/session'
import { REFUSALS } from '@woshou/session'
import { expect, test } from 'vitest'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { announcement } from './announcement.ts'
import { changeWords, remarkWords, ruleLesson, ruleTitle, signalWords, violationWords } from './catalogue-words.ts'
import { faultWords } from './flight-words.ts'
import { levelWords } from './level-words.ts'
import { callWords, noteParts, outcomeWords, timerWords } from './note-words.ts'
import { numberingOf } from './numbering.ts'
import { practise } from './practise.ts'
import { messageErrorWords, networkRefusalWords, refusalWords } from './refusal-words.ts'

/** What no build has ever said, and what every object has without saying it. */
const UNKNOWN = ['never-heard-of', 'constructor', '__proto__'] as const
const OLDER = {
  en: 'This page is older than the server. Reload it to go on; nothing is lost.',
  'zh-CN': '本页面的版本比服务器旧，请刷新页面后继续，练习记录不会丢失。',
} as const

test.each(['en', 'zh-CN'] as const)(
  'a refusal or error that this page does not know is told as such (%s)',
  (locale) => {
    overwriteGetLocale(() => locale)
    for (const word of UNKNOWN)
      for (const words of [refusalWords, networkRefusalWords, messageErrorWords])
        expect(words(word as never)).toBe(OLDER[locale])
    for (const refusal of REFUSALS) expect(refusalWords(refusal)).not.toBe(OLDER[locale])
  },
)

test.each(UNKNOWN)('%s from a newer server throws nowhere where a play, a replay or a debrief speaks of it', (word) => {
  overwriteGetLocale(() => 'en')
  const unknown = word as never
  const numbering = numberingOf('absolute', { iss: 0, irs: 0 })
  const view = { role: 'client', end: { tcb: { state: 'CLOSED', iss: 0 }, isn: 0 }, events: [] } as unknown as View
  const event = { type: word, version: 9, at: 0 } as unknown as SeenEvent
  expect(announcement([event], view, 'absolute')).toContain(OLDER.en)
  const said = violationWords(
    catalogue,
    { rule: unknown, section: '3.4', field: 'seq', chosen: 1, allowed: [] } as never,
    numbering,
    'en',
    { reader: 'own' },
  )
  expect(said).toMatchObject({ title: word, sentence: OLDER.en, withheld: OLDER.en })
  expect(ruleTitle(catalogue, unknown, 'en', 'own')).toBe(word)
  expect(ruleLesson(catalogue, unknown, 'en', 'own')).toBe(OLDER.en)
  expect(remarkWords(catalogue, [{ rule: unknown }], 'en', 'own')).toEqual([])
  expect(changeWords(catalogue, unknown, 'en', 'own')).toBe('')
  expect(signalWords(catalogue, { type: unknown }, 'en')).toBe('')
  expect(
    practise([{ rule: unknown, times: 1 }], [{ id: 'a', topic: 'open' }], { id: 'b', topic: 'open' }, catalogue),
  ).toHaveLength(1)
  expect(levelWords(unknown)).toBe(word)
  expect(faultWords(unknown, 'SYN')).toContain('SYN')
  expect([timerWords(unknown), callWords(unknown, null), outcomeWords(unknown)]).toEqual([word, word, word])
  expect(noteParts({ kind: unknown, version: 9, role: 'client', at: 0 } as never, String)).toEqual([])
})
