import { beforeEach, expect, test } from 'vitest'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { fromTo, rateSentence, trendOf, trendWords } from './learning-words.ts'

const rounds = (...shares: readonly (readonly [right: number, tries: number])[]) =>
  shares.map(([right, tries]) => ({ right, tries }))

beforeEach(() => overwriteGetLocale(() => 'en'))

test('repeats what the server is sure of', () => {
  expect(trendOf({ trend: 'improves', rounds: rounds([1, 2], [2, 2]) })).toBe('improves')
  expect(trendOf({ trend: 'worsens', rounds: rounds([60, 60], [59, 60]) })).toBe('worsens')
})

test('tells what nobody gets better at from what nearly all knew from the beginning, and both from too few tries', () => {
  expect(trendOf({ trend: 'unclear', rounds: rounds([40, 60], [42, 60]) })).toBe('steady')
  expect(trendOf({ trend: 'unclear', rounds: rounds([58, 60], [59, 60]) })).toBe('mastered')
  expect(trendOf({ trend: 'unclear', rounds: rounds([0, 60], [0, 60]) })).toBe('steady')
  expect(trendOf({ trend: 'unclear', rounds: rounds([4, 8], [9, 11]) })).toBe('unclear')
  expect(trendOf({ trend: 'unclear', rounds: rounds([10, 60], [0, 0]) })).toBe('unclear')
  expect(trendOf({ trend: 'unclear', rounds: [] })).toBe('unclear')
})

test('goes from where it was asked first to where it was last', () => {
  expect(fromTo(rounds([0, 0], [15, 60], [0, 0], [45, 60]))).toEqual({ first: 0.25, last: 0.75 })
  expect(fromTo(rounds([15, 60], [0, 0]))).toBeNull()
  expect(trendWords('improves', rounds([15, 60], [45, 60]))).toBe('25% → 75%, better')
  expect(trendWords('unclear', rounds([15, 60]))).toBe('too few to say')
})

test('names the rate where it is more than chance, from round to round or from week to week', () => {
  const told = { tries: 60, right: 30, share: 0.5 }
  const inRounds = [{ ...told, round: 1 }]
  expect(rateSentence({ rate: 0.304, trend: 'improves', rounds: inRounds })).toBe(
    'From round to round 30% fewer are wrong at the first try.',
  )
  expect(rateSentence({ rate: -0.2, trend: 'worsens', rounds: inRounds })).toBe(
    'From round to round 20% more are wrong at the first try.',
  )
  expect(rateSentence({ rate: 0.3, trend: 'improves', rounds: [{ ...told, week: '2026-11-23' }] })).toBe(
    'From week to week 30% fewer are wrong at the first try.',
  )
  expect(rateSentence({ rate: 0.3, trend: 'unclear', rounds: inRounds })).toBeNull()
  expect(rateSentence({ rate: null, trend: 'improves', rounds: inRounds })).toBeNull()
})
