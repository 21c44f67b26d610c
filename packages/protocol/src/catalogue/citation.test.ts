import { expect, test } from 'vitest'
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

test('a note and the rules page cite the same sections', () => {
  expect(RULES['nothing-to-say'].rfc[0]).toBe('RFC 9293 3.10')
  expect(RULES['no-reason-to-reset'].rfc[0]).toBe('RFC 9293 3.5.2')
  expect(RULES['rst-seq-wrong'].rfc).toEqual(['RFC 9293 3.10.7.4 (second step)', 'RFC 5961 3'])
})
