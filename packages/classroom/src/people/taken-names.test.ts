import { expect, test } from 'vitest'
import { TakenNames } from './taken-names.ts'

test.each([
  ['Ada', [], 'Ada'],
  ['Ada', ['Bo'], 'Ada'],
  ['Ada', ['Ada'], 'Ada 2'],
  ['Ada', ['Ada', 'Ada 2', 'Ada 4'], 'Ada 3'],
  ['ada', ['ADA'], 'ada 2'],
  ['Ａｄａ', ['Ada'], 'Ａｄａ 2'],
  ['Ada 2', ['Ada 2'], 'Ada 2 2'],
  ['小明', ['小明', '小明 2'], '小明 3'],
])('%s beside %j is called %s', (name, taken, expected) => {
  expect(new TakenNames(taken).take(name)).toBe(expected)
})

test('no two of those who come one after the other are called the same', () => {
  const names = new TakenNames(['Ada 3'])
  const called = ['Ada', 'ada', 'Ada', 'Ada 2', 'Ａｄａ', 'Ada 2'].map((name) => names.take(name))
  expect(called).toEqual(['Ada', 'ada 2', 'Ada 4', 'Ada 2 2', 'Ａｄａ 5', 'Ada 2 3'])
})

test('stays within its length, and whole: no half of a character is left', () => {
  const long = '👍'.repeat(100)
  const own = new TakenNames([long]).take(long)
  expect(own.length).toBeLessThanOrEqual(200)
  expect(own.isWellFormed()).toBe(true)
  expect(own.endsWith(' 2')).toBe(true)
})
