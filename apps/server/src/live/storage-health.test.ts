import { expect, it } from 'vitest'
import { StorageHealth } from './storage-health.ts'

/** A storage's health, and all that it has told. */
function heard() {
  const told: unknown[] = []
  const health = new StorageHealth(
    async () => {},
    (trouble) => told.push(trouble instanceof Error ? trouble.message : trouble),
  )
  return { health, told }
}

it('tells every cause once, not only the one that came first', () => {
  const { health, told } = heard()
  // a connection is closed before its successor hears what is really wrong
  for (const cause of [
    'terminating connection',
    'cannot write: read-only',
    'terminating connection',
    'cannot write: read-only',
  ])
    health.appendFailed(new Error(cause))
  expect(told).toEqual(['terminating connection', 'cannot write: read-only'])
})

it('tells when it is over, and the same cause again the next time', () => {
  const { health, told } = heard()
  const fine = { ok: true } as const
  health.appended(1, fine)
  expect(told).toEqual([])
  health.appendFailed(new Error('disk full'))
  health.appended(1, fine)
  health.appended(1, fine)
  health.appendFailed(new Error('disk full'))
  expect(told).toEqual(['disk full', null, 'disk full'])
})

it('tells no more than a few causes of one trouble', () => {
  const { health, told } = heard()
  for (let port = 0; port < 1_000; port++) health.appendFailed(new Error(`no answer on port ${port}`))
  expect(told.length).toBeLessThan(20)
})
