import { expect, test } from 'vitest'
import { pseudonym } from './pseudonym.ts'

test('is a colour and a number, in both languages', () => {
  expect(pseudonym(0)).toEqual({ en: 'Amber 1', 'zh-CN': '琥珀 1' })
  expect(pseudonym(12)).toEqual({ en: 'Amber 13', 'zh-CN': '琥珀 13' })
})

test.each(['en', 'zh-CN'] as const)('no two of 3,000 students are called the same (%s)', (locale) => {
  const names = Array.from({ length: 3_000 }, (_, nth) => pseudonym(nth)[locale])
  expect(new Set(names).size).toBe(3_000)
})

test('in a class of up to 99 the number alone tells who is meant', () => {
  const numbers = Array.from({ length: 99 }, (_, nth) => pseudonym(nth).en.replace(/\D/g, ''))
  expect(new Set(numbers).size).toBe(99)
})
