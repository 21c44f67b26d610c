import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEED } from '../testing/seeds.ts'
import { Matching } from './matching.ts'

/** The size of the largest matching, by trying all of them. */
function largest(size: number, edge: (a: number, b: number) => boolean, free = (1 << size) - 1): number {
  const first = Array.from({ length: size }, (_, vertex) => vertex).find((vertex) => free & (1 << vertex))
  if (first === undefined) return 0
  const without = free & ~(1 << first)
  let best = largest(size, edge, without)
  for (let other = first + 1; other < size; other++)
    if (without & (1 << other) && edge(first, other))
      best = Math.max(best, 1 + largest(size, edge, without & ~(1 << other)))
  return best
}

test(`finds as many as there can be, in any graph of up to nine (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.boolean(), { minLength: 36, maxLength: 36 }),
      (size, bits) => {
        const edge = (a: number, b: number) => {
          const [low, high] = a < b ? [a, b] : [b, a]
          return bits[(high * (high - 1)) / 2 + low] ?? false
        }
        const matching = new Matching(size)
        matching.extend(edge)
        const mates = matching.mates.flatMap((mate, vertex) => (mate > vertex ? [[vertex, mate] as const] : []))
        for (const [a, b] of mates) expect(edge(a, b) && matching.mateOf(b) === a).toBe(true)
        expect(mates.length).toBe(largest(size, edge))
      },
    ),
    { numRuns: 1_500, seed: SEED },
  )
})

test('unmatches nobody when a larger graph lets it go on', () => {
  const matching = new Matching(4)
  matching.extend((a, b) => a + b === 3 && a * b === 2)
  expect(matching.mates).toEqual([-1, 2, 1, -1])
  matching.extend((a, b) => Math.abs(a - b) === 1)
  expect(matching.mates).toEqual([1, 0, 3, 2])
})
