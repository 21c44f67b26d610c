import { expect, test } from 'vitest'
import { nthCalled, pseudonym, pseudonymCalled } from './pseudonym.ts'

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

test('the English one, which stands in logs, gives both; what is none gives nothing', () => {
  for (const nth of [0, 11, 98, 99, 1_500]) expect(pseudonymCalled(pseudonym(nth).en)).toEqual(pseudonym(nth))
  for (const typed of ['Mei', 'Amber', 'Amber 0', 'Amber 07', 'amber 12', '琥珀 12', 'Crimson 3', ''])
    expect(pseudonymCalled(typed)).toBeNull()
})

test('says of any 10,000 students whose pseudonym it is; what is none is nobody’s', () => {
  const nths = Array.from({ length: 10_000 }, (_, nth) => nth)
  expect(nths.map((nth) => nthCalled(pseudonym(nth).en))).toEqual(nths)
  for (const typed of ['Mei', 'Amber', 'Amber 0', 'Amber 07', 'amber 12', '琥珀 12', 'Crimson 3', 'Amber 12345678', ''])
    expect(nthCalled(typed)).toBeNull()
})
