import { describe, expect, test } from 'vitest'
import { hints, type Locale, RULES, remarkWords, STATE_SENTENCES, WORDINGS } from './catalogue/index.ts'
import { exampleOf } from './examples/index.ts'
import { ACK, due, RULE_IDS, SYN, segment } from './index.ts'
import { CLIENT, CN, End, established, SERVER, SN } from './rule-cases/end.test-support.ts'

const LOCALES: readonly Locale[] = ['en', 'zh-CN']

describe('the words', () => {
  test('titles have at most eight words, and both languages say everything', () => {
    for (const id of RULE_IDS) {
      expect(`${id}: ${WORDINGS[id].en.title.split(' ').length <= 8}`).toBe(`${id}: true`)
      for (const locale of LOCALES)
        for (const text of Object.values(WORDINGS[id][locale])) expect(text.trim()).not.toBe('')
    }
  })
  test('Chinese sentences end in full-width marks', () => {
    for (const id of RULE_IDS)
      for (const key of ['sentence', 'misconception', 'lesson', 'realStack'] as const)
        expect(`${id} ${key} ${WORDINGS[id]['zh-CN'][key]}`).toMatch(/[。？]$/)
  })
  test('the catalogue knows category, severity, sections and states of each', () => {
    for (const id of RULE_IDS) {
      expect(RULES[id].rfc.length).toBeGreaterThan(0)
      expect(RULES[id].states.length).toBeGreaterThan(0)
    }
  })
})

describe('hints', () => {
  test('lead in three steps from a question to the segment', () => {
    const end = new End({}, SERVER).call({ type: 'open-passive' }).gets(SYN, CLIENT)
    const [first] = due(end.tcb)
    const [question, rule, answer] = hints(first ?? null, end.tcb, 'en')
    expect(question).toContain('?')
    expect(rule).toContain('SYN,ACK')
    expect(answer).toBe(`Send SYN,ACK seq=${SERVER} ack=${CN}.`)
    expect(hints(first ?? null, end.tcb, 'zh-CN')[2]).toBe(`发送 SYN,ACK seq=${SERVER} ack=${CN}。`)
  })
  test('say that waiting is right when nothing is due', () => {
    expect(hints(null, established().tcb, 'en')[2]).toContain('wait')
  })
  test('say how the peer learns how much room there is, where the application says so', () => {
    const end = established()
    const update = {
      reason: 'update-window',
      owed: [],
      segment: segment({ flags: ACK, seq: CN, ack: SN, window: 20 }),
    } as const
    for (const locale of LOCALES) expect(hints(update, end.tcb, locale)[2]).toContain('win=20')
    expect(hints(update, end.tcb, 'en')[0]).toBe(
      'Your application has more room now, or less. How does the peer learn how much it may send?',
    )
  })
  test('work the numbers out', () => {
    const end = established().call({ type: 'send', text: 'hello' })
    const [first] = due(end.tcb)
    expect(hints(first ?? null, end.tcb, 'en')[2]).toBe(
      'Send ACK seq=1001 (SND.NXT = ISS + 1 (SYN) = 1001) ack=5001 (RCV.NXT = IRS + 1 (SYN) = 5001) len=5.',
    )
  })
})

test('a remark has words of its own, with nothing to fill in', () => {
  for (const rule of RULE_IDS.filter((id) => exampleOf(id).kind === 'legal' || id === 'isn-fixed-or-zero'))
    for (const locale of LOCALES) {
      const { lesson, sentence, title } = remarkWords(rule, locale)
      for (const said of [lesson, sentence, title]) expect(said, rule).not.toMatch(/[{}]/)
    }
})

test('a remark names its section, of whichever RFC', () => {
  for (const rule of RULE_IDS)
    expect(remarkWords(rule, 'en').section, rule).toMatch(/^RFC \d+ §(?:\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)$/)
  expect(remarkWords('timestamps-left-out', 'en').section).toBe('RFC 7323 §3.2')
  expect(remarkWords('own-isn-copied-from-peer', 'en').section).toBe('RFC 9293 §3.4.1')
})

test('what SYN-RECEIVED means is true before its answer has left, too', () => {
  expect(STATE_SENTENCES['SYN-RECEIVED'].en).not.toMatch(/waiting for the ACK/)
  expect(STATE_SENTENCES['SYN-RECEIVED']['zh-CN']).not.toMatch(/等待对端/)
})
