import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ChangeReason, type RuleId, type Segment, SYN } from '@woshou/protocol'
import * as catalogue from '@woshou/protocol/catalogue'
import { exampleOf } from '@woshou/protocol/examples'
import { ROLES, type Role, type Turn } from '@woshou/session'
import { afterEach, describe, expect, test } from 'vitest'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import type { Reader } from './about-end.ts'
import { changeWords, remarkWords, ruleLesson, ruleTitle, violationWords } from './catalogue-words.ts'
import { numberingOf } from './numbering.ts'
import { turnWords } from './turn-words.ts'

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

afterEach(() => overwriteGetLocale(() => 'en'))

const segment: Segment = { flags: SYN, seq: 100, ack: 0, window: 4096, text: '' }

/** Every turn there is: the types ask for what is missing. */
const TURNS: {
  readonly [K in Exclude<Turn['kind'], 'yours' | 'waiting'>]: Extract<Turn, { kind: K }>
} & {
  readonly yours: { readonly [B in Yours['because']]: readonly Extract<Yours, { because: B }>[] }
  readonly waiting: { readonly [F in Waiting['for']]: Waiting }
} = {
  ended: { kind: 'ended' },
  paused: { kind: 'paused' },
  'on-its-way': { kind: 'on-its-way', segment },
  yours: {
    check: [{ kind: 'yours', because: 'check', segment }],
    arrival: [{ kind: 'yours', because: 'arrival', segment }],
    timer: (['retransmission', 'persist', 'keep-alive'] as const).map((timer) => ({
      kind: 'yours',
      because: 'timer',
      timer,
    })),
    application: [{ kind: 'yours', because: 'application' }],
    choice: [{ kind: 'yours', because: 'choice' }],
  },
  waiting: {
    seat: { kind: 'waiting', for: 'seat' },
    peer: { kind: 'waiting', for: 'peer' },
    application: { kind: 'waiting', for: 'application' },
    'peer-or-application': { kind: 'waiting', for: 'peer-or-application' },
    timer: { kind: 'waiting', for: 'timer' },
  },
}
type Yours = Extract<Turn, { kind: 'yours' }>
type Waiting = Extract<Turn, { kind: 'waiting' }>

const turns: readonly Turn[] = [
  TURNS.paused,
  TURNS['on-its-way'],
  ...Object.values(TURNS.yours).flat(),
  ...Object.values(TURNS.waiting),
]

/** All that can be said of whose turn it is at an end. */
const turnsSaid = (reader: Reader, partner: string): readonly string[] =>
  turns.flatMap((turn) =>
    [true, false].flatMap((gone) => {
      const words = turnWords(turn, { reader, partner, gone, arrived: () => 'SYN', left: () => 'SYN' })
      return words ? [`${words.lead} ${words.rest}`.trim()] : []
    }),
  )

describe.each(LOCALES)('whose turn it is, in %s,', (locale) => {
  test('is said of an end to who watches both, and to its own student as theirs', () => {
    overwriteGetLocale(() => locale)
    for (const role of ROLES)
      for (const partner of ['Jonas', '']) {
        const said = turnsSaid(role, partner)
        expect(said).toHaveLength(2 * turns.length)
        // asked to check, a student is addressed without a word for it
        expect(said.filter((text) => ADDRESS.test(text) || /: check it|请/.test(text))).toEqual([])
      }
    expect(turnsSaid('own', 'Jonas').filter((text) => ADDRESS.test(text)).length).toBeGreaterThan(5)
  })

  test('leaves a name as it is, whatever word it is', () => {
    overwriteGetLocale(() => locale)
    for (const partner of ['You', '你好', '$& {name}'])
      expect(turnsSaid('client', partner).filter((text) => text.includes(partner)).length).toBeGreaterThan(3)
  })
})

test('a turn of an end as who watches both reads it', () => {
  const yours = [TURNS.yours.check[0], TURNS.yours.timer[0], TURNS.yours.choice[0]]
  const said = (role: Role) =>
    yours.map((turn) => {
      const words =
        turn && turnWords(turn, { reader: role, partner: 'Mei', gone: false, arrived: () => 'SYN', left: () => 'SYN' })
      return words && `${words.lead} ${words.rest}`
    })
  expect(said('server')).toEqual([
    'The server’s turn. SYN has arrived and is to be checked.',
    'The server’s turn. The server’s retransmission timer has run out: nobody has acknowledged what the server sent.',
    'The server’s turn. Its application decides what comes next.',
  ])
  overwriteGetLocale(() => 'zh-CN')
  expect(said('client')).toEqual([
    '轮到客户端了。 SYN 到达了，等待检查。',
    '轮到客户端了。 重传计时器到时：客户端发出的内容还没有得到确认。',
    '轮到客户端了。 接下来做什么，由它的应用程序决定。',
  ])
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
