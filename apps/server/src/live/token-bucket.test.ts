import { expect, it } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

it('a token bucket lets a burst through, then as many as drop in', () => {
  const bucket = new TokenBucket(3, 2, 0)
  expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false])
  expect(bucket.take(499)).toBe(false)
  expect(bucket.take(500)).toBe(true)
  expect(bucket.tokens(500)).toBe(0)
  // it never holds more than the burst
  expect(Array.from({ length: 5 }, () => bucket.take(100_000))).toEqual([true, true, true, false, false])
  // one that was taken for nothing can be given back
  bucket.giveBack()
  expect(bucket.take(100_000)).toBe(true)
  expect(bucket.take(100_000)).toBe(false)
})
