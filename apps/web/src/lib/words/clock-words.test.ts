import { expect, test } from 'vitest'
import { clockWords } from './clock-words.ts'

test('a clock that runs down is at zero when the time is up, and not a second before', () => {
  expect(clockWords(480_000, 'left')).toBe('8:00')
  expect(clockWords(479_999, 'left')).toBe('8:00')
  expect(clockWords(425_000, 'left')).toBe('7:05')
  expect(clockWords(1, 'left')).toBe('0:01')
  expect(clockWords(0, 'left')).toBe('0:00')
})

test('a clock that counts up has whole seconds that have passed, and hours when there are some', () => {
  expect(clockWords(999, 'elapsed')).toBe('0:00')
  expect(clockWords(61_000, 'elapsed')).toBe('1:01')
  expect(clockWords(3_760_000, 'elapsed')).toBe('1:02:40')
})
