import { expect, test } from 'vitest'
import { DRILLABLE, TOPICS } from './drills.ts'
import {
  type DrillProgress,
  LEARNT,
  nextRule,
  nextTask,
  parseDrillProgress,
  recordAnswer,
  rulesOf,
} from './progress.ts'
import { ROUNDS_TASKS } from './rounds/rounds-exercise.ts'

test('an answer counts what was seen, what was right at first, and the streak', () => {
  let progress: DrillProgress = {}
  for (const [index, right] of [true, true, false, true].entries())
    progress = recordAnswer(progress, 'ack-last-byte', right, 1_000 + index)
  expect(progress).toEqual({ 'ack-last-byte': { seen: 4, right: 3, streak: 1, last: 1_003 } })
})

test('what a browser has kept is read, and what cannot be read left out', () => {
  const kept = recordAnswer({}, 'ack-last-byte', true, 5)
  expect(parseDrillProgress(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  const spoilt = { ...kept, 'no-such-rule': { seen: 1 }, 'fin-seq-wrong': { seen: -1, right: 0, streak: 0, last: 0 } }
  expect(parseDrillProgress(spoilt)).toEqual(kept)
  for (const nonsense of [null, 1, 'x', [], [1], undefined]) expect(parseDrillProgress(nonsense)).toEqual({})
})

test('every rule that can be drilled belongs to one topic', () => {
  const all = TOPICS.flatMap((topic) => rulesOf({ topic }))
  expect([...all].sort()).toEqual([...DRILLABLE].sort())
  for (const topic of TOPICS) expect(rulesOf({ topic }).length).toBeGreaterThan(2)
})

test('what went wrong comes before what was never seen, that before what is not learnt yet, and the oldest last', () => {
  const topic = { topic: 'close' } as const
  const [first, second, ...others] = rulesOf(topic)
  if (!first || !second) throw new Error('there should be rules about closing')
  let progress: DrillProgress = {}
  const learn = (rule: typeof first, at: number) => {
    for (let times = 0; times < LEARNT; times++) progress = recordAnswer(progress, rule, true, at)
  }
  expect(nextRule(progress, topic, { seed: 1 })).not.toBeNull()
  for (const rule of others) learn(rule, 10)
  learn(first, 20)
  expect(nextRule(progress, topic, { seed: 1 })).toBe(second)
  progress = recordAnswer(progress, first, false, 30)
  expect(nextRule(progress, topic, { seed: 1 })).toBe(first)
  expect(nextRule(progress, topic, { seed: 1, not: first })).toBe(second)
  learn(first, 40)
  progress = recordAnswer(progress, second, true, 50)
  expect(nextRule(progress, topic, { seed: 1 })).toBe(second)
  learn(second, 60)
  expect(others).toContain(nextRule(progress, topic, { seed: 1 }))
})

test('the mistakes of a debrief come the most frequent first, and one that cannot be drilled not at all', () => {
  const mistakes = [
    { rule: 'window-field-too-large', times: 9 },
    { rule: 'fin-seq-wrong', times: 3 },
    { rule: 'ack-last-byte', times: 1 },
  ] as const
  expect(nextRule({}, { mistakes }, { seed: 7 })).toBe('fin-seq-wrong')
  expect(nextRule({}, { mistakes: mistakes.slice(0, 1) }, { seed: 7 })).toBeNull()
  expect(nextRule({}, { mistakes: [] }, { seed: 7 })).toBeNull()
  const [, ...one] = mistakes.slice(0, 2)
  expect(nextRule({}, { mistakes: one }, { seed: 7, not: 'fin-seq-wrong' })).toBe('fin-seq-wrong')
})

test('exam questions are learnt as rules are, beside them: kept, read again, and the one that went wrong asked first', () => {
  let progress = recordAnswer(recordAnswer({}, 'ack-last-byte', true, 1), 'rounds-timeout', false, 2)
  expect(parseDrillProgress(JSON.parse(JSON.stringify(progress)))).toEqual(progress)
  expect(parseDrillProgress({ 'rounds-nonsense': progress['rounds-timeout'] })).toEqual({})
  expect(nextTask(progress, ROUNDS_TASKS, { seed: 3 })).toBe('rounds-timeout')
  for (const task of ROUNDS_TASKS)
    for (let times = 0; times < LEARNT; times++) progress = recordAnswer(progress, task, true, 10)
  progress = recordAnswer(progress, 'rounds-segment', false, 11)
  expect(nextTask(progress, ROUNDS_TASKS, { seed: 3 })).toBe('rounds-segment')
  expect(nextTask(progress, ROUNDS_TASKS, { seed: 3, not: 'rounds-segment' })).not.toBe('rounds-segment')
  expect(nextTask(progress, ['rounds-window'], { seed: 3, not: 'rounds-window' })).toBe('rounds-window')
  expect(nextTask(progress, [], { seed: 3 })).toBeNull()
})
