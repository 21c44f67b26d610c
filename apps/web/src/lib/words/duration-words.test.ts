import { expect, test } from 'vitest'
import { durationWords } from './duration-words.ts'

test('is written as each language prints it', () => {
  expect(durationWords(2_100, 'en')).toBe('2 seconds')
  expect(durationWords(61_000, 'en')).toBe('1 minute 1 second')
  expect(durationWords(2_100, 'zh-CN')).toBe('2 秒')
  expect(durationWords(180_000, 'zh-CN')).toBe('3 分钟')
  expect(durationWords(75_000, 'zh-CN')).toBe('1 分钟 15 秒')
})
