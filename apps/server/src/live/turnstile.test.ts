import { expect, it } from 'vitest'
import { Turnstile } from './turnstile.ts'

/** Jobs that are over when they are told. */
class Jobs {
  readonly begun: string[] = []
  readonly #ends: (() => void)[] = []

  job(name: string): () => Promise<void> {
    return () => {
      this.begun.push(name)
      return new Promise((resolve) => this.#ends.push(resolve))
    }
  }

  /** Ends the job that was begun first, and waits until what it made room for has begun. */
  async end(): Promise<void> {
    this.#ends.shift()?.()
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
}

it('lets two addresses in at a time, and one of them once', () => {
  const turnstile = new Turnstile()
  const jobs = new Jobs()
  for (const name of ['a', 'a', 'b', 'c']) void turnstile.pass(name, jobs.job(name))
  return Promise.resolve().then(() => expect(jobs.begun).toEqual(['a', 'b']))
})

it('has addresses take turns: who asks for ten things waits for itself', async () => {
  const turnstile = new Turnstile()
  const jobs = new Jobs()
  for (let n = 0; n < 10; n++) void turnstile.pass('greedy', jobs.job('greedy'))
  for (const name of ['a', 'b', 'c']) void turnstile.pass(name, jobs.job(name))
  for (let n = 0; n < 6; n++) await jobs.end()
  const [, ...rest] = jobs.begun
  expect(rest.slice(0, 6).filter((name) => name !== 'greedy')).toEqual(['a', 'b', 'c'])
})

it('refuses the thirty-first that waits of one address, and nobody else', async () => {
  const turnstile = new Turnstile()
  const jobs = new Jobs()
  for (let n = 0; n < 31; n++) void turnstile.pass('greedy', jobs.job('greedy'))
  expect(await turnstile.pass('greedy', jobs.job('greedy'))).toEqual({ notNow: 'crowded' })
  void turnstile.pass('other', jobs.job('other'))
  await Promise.resolve()
  expect(jobs.begun).toEqual(['greedy', 'other'])
})

it('goes on after a job that failed', async () => {
  const turnstile = new Turnstile()
  await expect(turnstile.pass('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await turnstile.pass('a', async () => 'in')).toBe('in')
})
