import { expect, test } from 'vitest'
import { LOCALES } from '../localized.ts'
import { parseScenario } from '../scenario.ts'
import { Table } from '../testing/table.ts'
import { SCENARIOS } from './index.ts'

test.each(SCENARIOS.filter(({ calls }) => calls === 'scripted').map((s) => [s.id, s] as const))(
  '%s: two correct ends reach its goal without a wrong move',
  (_, scenario) => {
    const table = new Table(scenario).seat().play()
    expect(table.session.ended).toMatchObject({ reason: 'goal-reached' })
    expect(scenario.goal.client).toContain(table.session.ends.client.tcb.state)
    expect(scenario.goal.server).toContain(table.session.ends.server.tcb.state)
    expect(table.log.filter(({ type }) => type === 'segment-withheld')).toEqual([])
  },
)

test('every scenario speaks both languages, and Chinese is Chinese', () => {
  for (const { id, lesson, summary, title } of SCENARIOS) {
    for (const text of [title, summary, lesson]) {
      for (const locale of LOCALES) expect(text[locale], id).not.toBe('')
      expect(text['zh-CN'], id).toMatch(/\p{Script=Han}/u)
      expect(text['zh-CN'].replace(/SYN,ACK|FIN,ACK/g, ''), id).not.toMatch(/[,;:?!()]/)
    }
  }
})

test('ids are unique', () => {
  expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length)
})

test.each([
  ['a name for a number', { msl: 'long' }, 'msl'],
  ['a text in one language only', { title: { en: 'Only' } }, 'title.zh-CN'],
  ['an unknown field', { colour: 'red' }, 'colour'],
  [
    'an impossible initial sequence number',
    { ends: { client: { start: 'CLOSED', iss: -1 }, server: { start: 'LISTEN' } } },
    'ends.client.iss',
  ],
  ['a misspelt state', { goal: { client: ['ESTABLISH'], server: [] } }, 'goal.client.0'],
])('a file with %s is refused by naming the field', (_, spoilt, field) => {
  const parsed = parseScenario({ ...SCENARIOS[0], ...spoilt })
  expect(parsed).toMatchObject({ ok: false, field })
})
