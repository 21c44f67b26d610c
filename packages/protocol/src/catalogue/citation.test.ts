import { expect, test } from 'vitest'
import { exampleOf, tcbAfter } from '../examples/example.ts'
import { ACK, FIN, type Flags, judge, RULE_IDS, type RuleId, segment } from '../index.ts'
import { chosen, wander } from '../wander.test-support.ts'
import { formatCitation, RULES } from './index.ts'

test('a Chinese citation has no English words beside the section’s number', () => {
  const shown = Object.values(RULES).flatMap(({ rfc }) => rfc.map((one) => formatCitation(one, 'zh-CN')))
  for (const one of shown) {
    const rest = one
      .replace(/^RFC \d+/, '')
      .replace(/2MSL|TIME-WAIT|SYN-RECEIVED|SEG\.ACK|SND\.NXT|ACK|(?:MUST|SHLD)-\d+/g, '')
    expect(rest, one).not.toMatch(/[A-Za-z]/)
  }
  expect(formatCitation('RFC 9293 3.10.7.4 (fifth step)', 'zh-CN')).toBe('RFC 9293 §3.10.7.4（第五步）')
  expect(formatCitation('RFC 9293 3.5.1 Figures 9 and 10', 'zh-CN')).toBe('RFC 9293 §3.5.1 图 9 和图 10')
  expect(formatCitation('RFC 9293 3.10.7.4 (fifth step)', 'en')).toBe('RFC 9293 §3.10.7.4 (fifth step)')
})

/** The sections that decide, of the rules about which there was doubt. */
const DECIDING: Readonly<Partial<Record<RuleId, readonly string[]>>> = {
  'rst-seq-wrong': ['RFC 9293 3.10.7.4 (second step)', 'RFC 5961 3'],
  'retransmit-syn-new-isn': ['RFC 9293 3.10.8'],
  'retransmit-synack-new-isn': ['RFC 9293 3.10.8'],
  'retransmit-fin-not-needed-number': ['RFC 9293 3.10.8'],
  'retransmit-too-early': ['RFC 9293 3.10.8', 'RFC 6298 5'],
  'syn-with-fin': ['RFC 9293 3.10.7.2'],
  'no-reason-to-reset': ['RFC 9293 3.5.2'],
  'nothing-to-say': ['RFC 9293 3.10'],
  'data-before-established': ['RFC 9293 3.10.2', 'RFC 9293 3.5', 'RFC 9293 3.10.4'],
  'application-did-not-close': ['RFC 9293 3.10.4'],
  'text-exceeds-mss': ['RFC 9293 3.7.1'],
  'window-taken-back': ['RFC 9293 3.8.6'],
  'timestamps-left-out': ['RFC 7323 3.2'],
}

test.each(Object.entries(DECIDING))('%s cites %j first', (rule, sections) => {
  expect(RULES[rule as RuleId].rfc.slice(0, sections.length)).toEqual(sections)
})

test('a bare ACK in SYN-SENT is told of §3.5, a FIN of §3.10.4, text of §3.10.2', () => {
  const synSent = tcbAfter(['call open-active', '> S seq=1000'], {})
  const cited = (flags: Flags, text = '') =>
    judge({ ...synSent, calls: { ...synSent.calls, explicit: false } }, segment({ flags, seq: 1001, text }))
      .violations[0]
  expect(cited(ACK)?.section).toBe('3.5')
  expect(cited(FIN)?.section).toBe('3.10.4')
  expect(cited(ACK, 'x')?.section).toBe('3.10.2')
})

test('a note cites one of the sections that the rules page gives for its rule', () => {
  const bare = (section: string): string =>
    section.replace(/^RFC 9293 /, '').replace(/( \(.*\)| Fig.*| Table.*| Case.*)$/, '')
  // An arrival's step lies in one of §3.10.7's parts.
  const cites = (rule: RuleId, section: string): boolean =>
    RULES[rule].rfc.map(bare).some((one) => section === one || section.startsWith(`${one}.`))
  const strange = new Set<string>()
  const seen = new Set<RuleId>()
  for (let seed = 1; seed <= 120; seed++)
    for (const situation of wander(seed))
      for (const one of chosen(situation, 4, seed))
        for (const { rule, section } of judge(situation.tcb, one).violations) {
          seen.add(rule)
          if (!cites(rule, section)) strange.add(`${rule} ${section}`)
        }
  for (const rule of RULE_IDS) {
    const example = exampleOf(rule)
    for (const { rule: broken, section } of example.kind === 'legal' ? [] : example.violations) {
      seen.add(broken)
      if (!cites(broken, section)) strange.add(`${broken} ${section}`)
    }
  }
  expect([...strange].sort()).toEqual([])
  expect(seen.size).toBeGreaterThan(70)
})
