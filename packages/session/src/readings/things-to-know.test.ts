import { expect, test } from 'vitest'
import { chosen, scenario, Table } from '../testing/table.ts'
import { debrief } from './debrief.ts'
import { brokenRules, thingsToKnow } from './things-to-know.ts'

const C = 2778494692
const S = 1868134291

/** Two mistakes of the client, the second twice; one of the server, which is the client's first as well. */
function withMistakes(): Table {
  const table = new Table(scenario('kernel-close-client-first')).seat()
  table.send('client', chosen('SF', C))
  table.send('client', chosen('SA', C, S))
  table.send('client', chosen('SA', C, S))
  table.send('client', chosen('S', C))
  table.wait()
  table.send('server', chosen('SFA', S, C + 1))
  return table.play()
}

const kinds = (table: Table, ...learners: ('client' | 'server')[]) =>
  thingsToKnow(debrief(table.log), ...(learners.length > 0 ? [learners] : [])).map(({ kind }) => kind)

test('mistakes come first, the most frequent before the others, whoever made them', () => {
  const facts = debrief(withMistakes().log)
  const [often, once] = thingsToKnow(facts)
  const rules = brokenRules(facts)
  expect(often).toMatchObject({ kind: 'mistake', ...rules[0] })
  expect(once).toMatchObject({ kind: 'mistake', ...rules[1] })
  expect(rules.map(({ times }) => times)).toEqual(rules.map(({ times }) => times).sort((a, b) => b - a))
  expect(rules.reduce((sum, { times }) => sum + times, 0)).toBe(4)
  // the first time, and whose it was: where a second try begins
  for (const { role, rule, version } of rules) {
    const slip = facts.slips.find(({ violations }) => violations[0]?.rule === rule)
    expect({ role, version }).toEqual({ role: slip?.role, version: slip?.version })
  }
})

test('only the learners’ mistakes count', () => {
  const facts = debrief(withMistakes().log)
  expect(brokenRules(facts, ['server']).every(({ role }) => role === 'server')).toBe(true)
  expect(brokenRules(facts, ['server']).reduce((sum, { times }) => sum + times, 0)).toBe(1)
  expect(kinds(withMistakes(), 'server')).toEqual(['mistake', 'established', 'lesson'])
})

test('without a mistake: that, and what happened; the lesson is always the last of three', () => {
  expect(kinds(new Table(scenario('kernel-close-client-first')).seat().play())).toEqual([
    'flawless',
    'established',
    'lesson',
  ])
  expect(kinds(new Table(scenario('lost-syn-ack')).seat().play())).toEqual(['flawless', 'lost', 'lesson'])
  const left = new Table(scenario('three-way-handshake')).seat()
  left.move('server', { type: 'leave' })
  expect(kinds(left)).toEqual(['idle', 'established', 'lesson'])
})

test('what is allowed and unwise is told before what merely happened', () => {
  const table = new Table(scenario('free-play')).seat()
  table.move('server', { type: 'call-application', call: { type: 'open-passive' } })
  table.move('client', { type: 'call-application', call: { type: 'open-active' } })
  table.send('client', chosen('S', 300_000))
  table.wait()
  table.send('server', chosen('SA', 300_001, 300_001))
  expect(kinds(table)).toEqual(['flawless', 'remark', 'lesson'])
  expect(kinds(table, 'client')).toEqual(['flawless', 'established', 'lesson'])
})
