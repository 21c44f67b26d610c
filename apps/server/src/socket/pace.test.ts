import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Pace } from './pace.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('is prompt at first, and then no more often than it may, however often and from where it is wished for', () => {
  const times: number[] = []
  const began = performance.now()
  const pace = new Pace(250, () => {
    times.push(performance.now() - began)
    // what is done leaves more to do
    if (times.length < 4) pace.wish()
  })
  for (let wish = 0; wish < 5; wish++) pace.wish()
  vi.advanceTimersByTime(2_000)
  expect(times).toEqual([0, 250, 500, 750])
  pace.wish()
  pace.stop()
  vi.advanceTimersByTime(2_000)
  expect(times).toHaveLength(4)
})
