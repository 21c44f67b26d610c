import { expect, test } from 'vitest'
import { interpolate, pace } from './time-axis.ts'

const LATENCY = 1_500

test.each([
  // ms, then px and what is said to be left out: at 0.1 px for a ms, at most 100 px
  [0, 0, 0],
  [-5, 0, 0],
  [600, 60, 0],
  [1_000, 100, 0],
  [2_400, 100, 0], // 1,400 ms too many: less than a latency needs no mark
  [2_600, 100, 2_600], // the mark says the whole silence
  [60_000, 100, 60_000],
])('%i ms take %i px, %i ms of them left out', (elapsed, px, left) => {
  expect(pace(elapsed, 0.1, 100, LATENCY)).toEqual({ px, left })
})

const path = [
  { at: 1_000, y: 20 },
  { at: 2_000, y: 120 },
  { at: 2_000, y: 160 },
  { at: 4_000, y: 200 },
]

test.each([
  [0, 20],
  [1_000, 20],
  [1_500, 70],
  [2_000, 160], // two things at one moment: time goes on beneath the lower
  [3_000, 180],
  [99_000, 200],
])('play time %i stands at %i px', (time, y) => {
  expect(interpolate(path, time, 7)).toBe(y)
})

test('a sheet on which nothing stands yet begins at its top', () => {
  expect(interpolate([], 1_000, 7)).toBe(7)
})
