import { expect, test } from 'vitest'
import { isSoonDeleted } from './soon-deleted.ts'

const DAY = 24 * 60 * 60 * 1_000
const NOW = Date.UTC(2026, 10, 27)

test.each([
  [null, false],
  [180 * DAY, false],
  [14 * DAY + 1, false],
  [14 * DAY, true],
  [1, true],
  // the hourly sweep has not come to it yet
  [-DAY, true],
])('a deletion in %s ms is announced: %s', (within, announced) => {
  expect(isSoonDeleted(within === null ? null : NOW + within, NOW)).toBe(announced)
})
