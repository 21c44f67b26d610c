import type { Role } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { expect, test } from 'vitest'
import { standing } from '../tile/standing.ts'
import { type Manner, MISCONCEPTION_IDS, type Misconception } from './manner.ts'
import { SimulatedPair } from './simulated-pair.ts'

/** As a simulated class plants them. */
const PLANTED = [
  ['client', 'stubborn'],
  ['server', 'idle'],
  ['client', 'told'],
  ['server', 'stubborn'],
] as const satisfies readonly (readonly [Role, Manner])[]

/** Milliseconds of play time, twice as many as nobody may do nothing. */
const LONG_ENOUGH = 180_000

function getsStuck(scenario: string, role: Role, manner: Manner, misconception?: Misconception): boolean {
  const manners = { client: 'prompt', server: 'prompt', [role]: manner } as const
  const pair = new SimulatedPair(3, manners, scenario, 'coached', misconception)
  for (let now = 10_000; now <= LONG_ENOUGH; now += 10_000) {
    const { tile } = pair.until(now)
    if (tile && standing(tile, role, now, () => null).kind === 'stuck') return true
  }
  return false
}

test('whoever is planted in a simulated class gets stuck, whatever the scenario and the misconception', () => {
  const never = SCENARIOS.filter(({ calls }) => calls === 'scripted').flatMap(({ id }) =>
    PLANTED.flatMap(([role, manner]) => {
      const misconceptions = manner === 'stubborn' ? MISCONCEPTION_IDS : [undefined]
      return misconceptions.every((one) => getsStuck(id, role, manner, one)) ? [] : [`${id}: ${manner} ${role}`]
    }),
  )
  expect(never).toEqual([
    // who sends one segment is told one answer
    'why-not-two-handshakes: told client',
    // nothing is due any more once the second SYN has come, before anybody has taken long
    'old-duplicate-syn: idle server',
    'old-duplicate-syn-two-listeners: told client',
    // of a single SYN, with whatever number, nothing is wrong
    'connection-refused: stubborn client',
    'connection-refused: told client',
    'rst-answered-with-rst: stubborn client',
  ])
})
