import { expect, it } from 'vitest'
import { TokenBucket } from '../live/token-bucket.ts'
import { GuessLimit } from './guess-limit.ts'

it('has many addresses guess no faster than some', async () => {
  const guesses = new GuessLimit(new TokenBucket(5, 0))
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => n).map(async (n) => {
      // one after the other, each from an address of its own
      await new Promise((resolve) => setImmediate(resolve))
      return guesses.guess(`10.0.0.${n}`, async () => null)
    }),
  )
  expect(answers.filter((answer) => answer === null).length).toBeGreaterThanOrEqual(5)
  expect(await guesses.guess('10.0.1.1', async () => 'a session')).toBe('too-many')
})
