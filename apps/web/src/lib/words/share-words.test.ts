import { expect, test } from 'vitest'
import { shareWords } from './share-words.ts'

test('a share is whole percent, and only all of it is 100 %', () => {
  expect(shareWords(0.714)).toBe('71%')
  expect(shareWords(1 / 3)).toBe('33%')
  expect(shareWords(0.999)).toBe('99%')
  expect(shareWords(0.001)).toBe('1%')
  expect(shareWords(1)).toBe('100%')
  expect(shareWords(0)).toBe('0%')
})
