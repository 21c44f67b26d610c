import { expect, test } from 'vitest'
import { LOCALES } from '../facts/localized.ts'
import { parseScenario } from '../facts/scenario.ts'
import { effortOf } from '../solo/effort-of.ts'
import { scenario, Table } from '../testing/table.ts'
import { catalogueEntry, EFFORTS, PATH, SCENARIOS } from './index.ts'

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

test.each([
  // 1, 2, 4 on their way at once; 4 → 5 from ssthresh on
  ['slow-start', { cwnd: 500, ssthresh: 400 }, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  // half of 600, and one segment more a round trip later
  ['fast-recovery', { cwnd: 400, ssthresh: 300 }, [0, 1, 2, 3, 4, 5, 0, 6, 7, 8, 9]],
  // half of 400; from one segment to ssthresh, and one more
  ['timeout-to-one', { cwnd: 300, ssthresh: 200 }, [0, 1, 2, 3, 0, 3, 4, 5, 6]],
] as const)('%s: the windows and the segments that are counted by hand', (id, windows, order) => {
  const { log, session } = new Table(scenario(id)).seat().play()
  const { tcb } = session.ends.client
  expect(tcb).toMatchObject({ congestion: { ...windows, phase: 'congestion-avoidance' } })
  const sent = log.flatMap((event) => (event.type === 'segment-sent' && event.segment.text ? [event.segment.seq] : []))
  const [first = 0] = sent
  expect(sent.map((seq) => (seq - first) / 100)).toEqual(order)
})

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

test('what each takes and asks is what a play of it shows; `vitest run scenarios -u` writes it down anew', async () => {
  const entries = SCENARIOS.map((scenario) => {
    const effort = JSON.stringify(effortOf(scenario)).replace(/[{,:]/g, '$& ').replace(/}/g, ' }')
    return `  "${scenario.id}": ${effort}`
  })
  await expect(`{\n${entries.join(',\n')}\n}\n`).toMatchFileSnapshot('efforts.json')
})

test('the effort counts each end’s segments, is longer where one waits, and harder where more is asked', () => {
  expect(EFFORTS['three-way-handshake']).toEqual({ segments: { client: 2, server: 1 }, minutes: 1, difficulty: 1 })
  // text, and a segment sent again
  expect(EFFORTS['lost-data']?.difficulty).toBe(3)
  // text, and numbers beyond 2^32
  expect(EFFORTS['wrap-around']?.difficulty).toBe(3)
  expect(EFFORTS['data-in-between']?.difficulty).toBe(2)
  expect(EFFORTS['free-play']).toBeNull()
  const [opening] = SCENARIOS
  if (!opening) throw new Error('there are scenarios')
  const slow = { ...opening, id: 'slow', link: { ...opening.link, latency: 60_000 } }
  expect(effortOf(slow)).toMatchObject({ segments: { client: 2, server: 1 }, minutes: 4, difficulty: 1 })
})

test('the recommended path begins with the handshake, holds each scenario once, and does not become easier', () => {
  const steps = PATH.map((id) => SCENARIOS.find((scenario) => scenario.id === id))
  expect(PATH[0]).toBe('three-way-handshake')
  expect(new Set(steps).size).toBe(PATH.length)
  const difficulties = PATH.map((id) => EFFORTS[id]?.difficulty ?? 0)
  expect(difficulties).toEqual(difficulties.toSorted())
  expect(difficulties[0]).toBe(1)
  const entries = SCENARIOS.map((scenario) => catalogueEntry(scenario))
  expect(entries.flatMap(({ step }) => step ?? []).toSorted((a, b) => a - b)).toEqual(PATH.map((_, at) => at + 1))
  // every topic of built-in ones is met on the way, but for what a course comes to later
  const met = new Set(steps.map((scenario) => scenario?.topic))
  expect([...new Set(SCENARIOS.map(({ topic }) => topic))].filter((topic) => !met.has(topic))).toEqual([
    'congestion',
    'museum',
    'free',
  ])
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
