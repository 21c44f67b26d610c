import { expect, test } from 'vitest'
import { resultWords } from './poll-words.ts'

test('a student is told what became of both votes', () => {
  const [right, wrong] = [1, 0]
  expect(resultWords([right, right], right)).toBe('You were right.')
  expect(resultWords([right, null], right)).toBe('You were right.')
  expect(resultWords([null, right], right)).toBe('You were right.')
  expect(resultWords([wrong, right], right)).toBe('You changed your mind, and were right.')
  expect(resultWords([right, wrong], right)).toBe('You had it right first, and changed your mind.')
  expect(resultWords([wrong, null], right)).toBe('Not this time. See why below.')
  expect(resultWords([null, null], right)).toBe('You did not vote this time.')
})
