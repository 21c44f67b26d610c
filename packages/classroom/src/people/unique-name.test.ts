import { expect, test } from 'vitest'
import { uniqueName } from './unique-name.ts'

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
  expect(uniqueName(name, taken)).toBe(expected)
})

test('stays within its length, and whole: no half of a character is left', () => {
  const long = '👍'.repeat(100)
  const own = uniqueName(long, [long])
  expect(own.length).toBeLessThanOrEqual(200)
  expect(own.isWellFormed()).toBe(true)
  expect(own.endsWith(' 2')).toBe(true)
})
