import { generator } from '@woshou/session'
import { expect, test } from 'vitest'
import { SEED } from '../testing/seeds.ts'
import { trendOf } from './learning.ts'

/** Shares that fall by `rate` from column to column, of so many tries. */
const falling = (rate: number, columns: number, tries = 10_000, share = 0.8) =>
  Array.from({ length: columns }, (_, column) => ({
    column,
    tries,
    wrong: Math.round(tries * share * (1 - rate) ** column),
  }))

test.each([0.3, 0.1, 0.6, -0.2])('a share that falls by %d each time has that rate', (rate) => {
  const { rate: found, trend } = trendOf(falling(rate, 6, 10_000, rate < 0 ? 0.2 : 0.8))
  expect(found).toBeCloseTo(rate, 2)
  expect(trend).toBe(rate > 0 ? 'improves' : 'worsens')
})

test('columns in which nothing was tried are left out, and unequal numbers of tries do not matter', () => {
  const whole = falling(0.3, 6)
  const some = whole
    .filter(({ column }) => column !== 2)
    .map((one) => ({ ...one, tries: one.tries / (one.column + 1), wrong: one.wrong / (one.column + 1) }))
  expect(trendOf([...some, { column: 2, tries: 0, wrong: 0 }]).rate).toBeCloseTo(0.3, 2)
})

test('nothing is told of one column, or of hardly any wrong tries', () => {
  const unclear = { rate: null, trend: 'unclear' }
  expect(trendOf([])).toEqual(unclear)
  expect(trendOf(falling(0.3, 1))).toEqual(unclear)
  expect(trendOf([0, 1, 2].map((column) => ({ column, tries: 60, wrong: 1 })))).toEqual(unclear)
  expect(trendOf([0, 1].map((column) => ({ column, tries: 60, wrong: 0 })))).toEqual(unclear)
})

test('what may be chance is called so; what was wrong once and never again improves', () => {
  const even = [20, 21, 19, 20].map((wrong, column) => ({ column, tries: 60, wrong }))
  expect(trendOf(even).trend).toBe('unclear')
  const gone = [40, 0, 0, 0].map((wrong, column) => ({ column, tries: 60, wrong }))
  expect(trendOf(gone)).toMatchObject({ trend: 'improves', rate: expect.closeTo(0.99, 1) })
  const came = [0, 0, 0, 40].map((wrong, column) => ({ column, tries: 60, wrong }))
  expect(trendOf(came)).toMatchObject({ trend: 'worsens' })
})

test(`twenty of sixty students with a misconception show the rate that is planted, give or take a tenth (seed ${SEED})`, () => {
  const random = generator(SEED)
  const found = Array.from({ length: 40 }, () => {
    const rounds = Array.from({ length: 6 }, (_, column) => {
      const wrong = Array.from({ length: 20 * 3 }, () => random() < 0.9 * 0.7 ** column).filter(Boolean).length
      return { column, tries: 60 * 3, wrong }
    })
    return trendOf(rounds).rate ?? 0
  })
  for (const rate of found) expect(Math.abs(rate - 0.3)).toBeLessThan(0.15)
  expect(found.filter((rate) => Math.abs(rate - 0.3) < 0.1).length).toBeGreaterThan(36)
  expect(found.reduce((sum, rate) => sum + rate, 0) / found.length).toBeCloseTo(0.3, 1)
})
