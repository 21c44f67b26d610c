import * as catalogue from '@woshou/protocol/catalogue'
import { SCENARIOS } from '@woshou/session/scenarios'
import { expect, test } from 'vitest'
import { nextLevel, practise } from './practise.ts'

const scenario = (id: string) => SCENARIOS.find((one) => one.id === id) ?? (SCENARIOS[0] as (typeof SCENARIOS)[number])
const ids = (practices: ReturnType<typeof practise>) => practices.map(({ scenario: { id } }) => id)

test('each topic with mistakes offers its next scenario, the most frequent first', () => {
  const mistakes = [
    { rule: 'ack-last-byte', times: 1 },
    { rule: 'retransmit-data-new-seq', times: 3 },
  ] as const
  const found = practise(mistakes, SCENARIOS, scenario('lost-data'), catalogue)
  expect(found.map(({ scenario: { topic } }) => topic)).toEqual(['loss', 'data'])
  expect(found[0]?.rules).toEqual(['retransmit-data-new-seq'])
  expect(ids(found)).not.toContain('lost-data')
})

test('a mistake that belongs to no topic is practised where it was made', () => {
  const found = practise([{ rule: 'check-state-wrong', times: 1 }], SCENARIOS, scenario('lost-fin'), catalogue)
  expect(found.map(({ scenario: { topic } }) => topic)).toEqual(['loss'])
})

test('without mistakes one goes on with what comes next', () => {
  expect(ids(practise([], SCENARIOS, scenario('three-way-handshake'), catalogue))).toEqual(['why-not-two-handshakes'])
})

test('levels follow one another', () => {
  expect([nextLevel('coached'), nextLevel('exam'), nextLevel('wire')]).toEqual(['exam', 'wire', null])
})
