import { expect, it } from 'vitest'
import { GuessLimit } from './guess-limit.ts'
import { TokenBucket } from './token-bucket.ts'

it('has many addresses guess no faster than some', async () => {
  const guesses = new GuessLimit(new TokenBucket(5, 0))
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => n).map(async (n) => {
      // one after the other, each from an address of its own
      await new Promise((resolve) => setImmediate(resolve))
      return guesses.guess({ by: `10.0.0.${n}`, code: String(n), at: 'door' }, async () => null)
    }),
  )
  expect(answers.filter((answer) => answer === null).length).toBeGreaterThanOrEqual(5)
  expect(await guesses.guess({ by: '10.0.1.1', code: '9', at: 'door' }, async () => 'a session')).toBe('too-many')
})

/** How many wrong codes get an answer, one after the other. */
async function misses(about: { hall?: boolean; places: readonly string[] }): Promise<number> {
  const guesses = new GuessLimit()
  for (let code = 0; code < 1_000; code++)
    for (const at of about.places) {
      const guess = { by: '10.0.0.1', code: String(code), at, ...(about.hall && { hall: true }) }
      if ((await guesses.guess(guess, async () => null)) === 'too-many') return code
    }
  return Number.POSITIVE_INFINITY
}

it('takes what a page asks in two places for one guess, and lets a lecture hall mistype more', async () => {
  const plain = await misses({ places: ['door'] })
  expect(plain).toBeLessThan(40)
  expect(await misses({ places: ['door', 'invitation'] })).toBeGreaterThanOrEqual(plain - 1)
  const hall = await misses({ places: ['door'], hall: true })
  expect(hall).toBeGreaterThan(3 * plain)
  expect(hall).toBeLessThan(6 * plain)
})

it('takes the same wrong code again at the same place for another guess', async () => {
  const guesses = new GuessLimit()
  const answers: unknown[] = []
  for (let time = 0; time < 40; time++)
    answers.push(await guesses.guess({ by: '10.0.0.1', code: '1', at: 'door' }, async () => null))
  expect(answers).toContain('too-many')
})
