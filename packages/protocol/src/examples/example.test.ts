import { expect, test } from 'vitest'
import { judge } from '../judge.ts'
import { RULE_IDS } from '../rule-id.ts'
import { exampleOf } from './example.ts'

test.each(RULE_IDS)('%s: its example is wrong by this rule, and what stands beside it is right', (rule) => {
  const example = exampleOf(rule)
  if (example.kind === 'legal') {
    const { legal, remarks } = judge(example.tcb, example.right)
    expect(legal).toBe(true)
    expect(remarks.map((remark) => remark.rule)).toContain(rule)
    return
  }
  expect(example.violations[0]?.rule).toBe(rule)
  if (example.kind === 'segment' && example.right)
    expect(judge(example.tcb, example.right)).toMatchObject({ legal: true })
})

test('where an example shows nothing to send, the end has nothing due', () => {
  const waiting = RULE_IDS.filter((rule) => {
    const example = exampleOf(rule)
    return example.kind === 'segment' && example.right === null
  })
  expect(waiting).toContain('nothing-to-say')
  expect(waiting).toContain('retransmit-too-early')
  expect(waiting).not.toContain('ack-last-byte')
})
