import { ROLES, type Role } from '@woshou/session'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEED } from '../testing/seeds.ts'
import { SimulatedPair } from '../testing/simulated-pair.ts'
import { ThinkingTimes } from './thinking-times.ts'
import type { Tile } from './tile.ts'

const [tile] = [new SimulatedPair(3, { client: 'idle', server: 'idle' }).until(0).tile]
if (!tile) throw new Error('no tile')
const begun: Tile = tile

/** A tile in which both ends think, or one of them does not, since some time. */
const tiles = fc
  .tuple(fc.constantFrom('CLOSED', 'LISTEN'), fc.boolean(), fc.integer({ min: 0, max: 9 }))
  .map(([state, away, since]) => ({
    ...begun,
    client: { ...begun.client, holder: 'student', away, due: 'open', since, state } as const,
    server: {
      ...begun.server,
      holder: 'student',
      away: false,
      due: 'open',
      since: 9 - since,
      state: 'LISTEN',
    } as const,
  }))

test(`the median leaves out the seat that it is for, and whoever cannot think (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(tiles, { maxLength: 12 }), (all) => {
      const times = new ThinkingTimes()
      for (const [pair, one] of all.entries()) times.take(pair, one)
      const nowOf = (pair: number) => 20 + pair
      const medianOf = times.medians(nowOf)
      for (const [pair, one] of all.entries())
        for (const role of ROLES) expect(medianOf(pair, role)).toBe(naive(all, pair, role, one[role].state, nowOf))
    }),
    { numRuns: 300, seed: SEED },
  )
})

function naive(all: readonly Tile[], pair: number, role: Role, state: string, nowOf: (pair: number) => number) {
  const times = all
    .flatMap((one, other) => ROLES.map((at) => ({ ...one[at], other, at })))
    .filter(({ at, other }) => other !== pair || at !== role)
    .filter((seat) => seat.state === state && !seat.away)
    .map(({ other, since }) => nowOf(other) - since)
    .sort((a, b) => a - b)
  if (times.length < 5) return null
  const at = (index: number) => times[index] ?? 0
  return (at((times.length - 1) >> 1) + at(times.length >> 1)) / 2
}
