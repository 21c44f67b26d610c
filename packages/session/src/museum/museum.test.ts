import { expect, test } from 'vitest'
import { LOCALES } from '../facts/localized.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { EXHIBITS } from './index.ts'

test('every scenario of the museum is shown once, oldest first, and nothing else is', () => {
  const museum = SCENARIOS.filter(({ topic }) => topic === 'museum').map(({ id }) => id)
  expect(EXHIBITS.map(({ scenario }) => scenario).toSorted()).toEqual(museum.toSorted())
  const years = EXHIBITS.map(({ year }) => year)
  expect(years).toEqual(years.toSorted((a, b) => a - b))
})

test('each has a source of its time and the section that decides today, and a healthy end to be played', () => {
  for (const { plays, scenario, sources } of EXHIBITS) {
    expect(new Set(sources.map(({ href }) => href)).size, scenario).toBe(sources.length)
    expect(
      sources.some(({ what }) => /^RFC (9293|5961) §/.test(what)),
      scenario,
    ).toBe(true)
    expect(
      sources.some(({ what }) => !what.startsWith('RFC 9293')),
      scenario,
    ).toBe(true)
    expect(
      plays.some(({ side }) => side === 'healthy'),
      scenario,
    ).toBe(true)
    expect(new Set(plays.map(({ role }) => role)).size, scenario).toBe(plays.length)
  }
})

test('every exhibit speaks both languages, and Chinese is Chinese', () => {
  for (const { drawing, must, place, scenario, seen } of EXHIBITS) {
    const silences = drawing.flatMap((line) => ('silence' in line ? [line.silence] : []))
    for (const text of [must, place, seen, ...silences]) {
      for (const locale of LOCALES) expect(text[locale], scenario).not.toBe('')
      expect(text.en, scenario).not.toMatch(/\p{Script=Han}/u)
      const prose = text['zh-CN'].replace(/SYN,ACK|FIN,ACK|RST,ACK|<[^>]*>(<[^>]*>)*/g, '')
      expect(prose, scenario).not.toMatch(/[,;:?!()]/)
    }
  }
})
