import type { SessionEvent } from '../facts/event.ts'
import { generator } from '../facts/generator.ts'
import type { Level } from '../facts/level.ts'
import type { Role } from '../facts/role.ts'
import { rulesOf } from '../facts/rules-version.ts'
import type { Scenario } from '../facts/scenario.ts'
import { evolve } from './evolve.ts'
import type { Happening } from './happening.ts'

/**
 * A session begins, at play time 0. Initial sequence numbers that the scenario doesn't pin are drawn from the seed,
 * with three to five digits so that people can calculate with them in their heads.
 * @param options.seed any integer
 * @param options.now milliseconds since 1970, UTC
 */
export function begin(options: {
  readonly scenario: Scenario
  readonly level: Level
  readonly pace: number
  readonly seed: number
  readonly now: number
  readonly network?: boolean
  /** The seat whose wrong segments leave all the same. */
  readonly unjudged?: Role
  /** How many wrong tries an exam leaves each student; other levels have no limit. */
  readonly tries?: number
  /** The numbers of the generators, where they are not to be drawn. */
  readonly isn?: Readonly<Record<Role, number>>
}): Happening {
  const { scenario, level, pace, seed, now, isn = drawn(seed), network = false, tries, unjudged } = options
  const { ends } = scenario
  const created: SessionEvent = {
    type: 'session-created',
    rulesVersion: rulesOf(scenario),
    scenario: network || scenario.link.byHand ? { ...scenario, timers: withLoss(scenario.timers) } : scenario,
    level,
    pace,
    seed,
    isn: { client: ends.client.iss ?? isn.client, server: ends.server.iss ?? isn.server },
    network,
    ...(unjudged && { unjudged }),
    ...(tries !== undefined && level === 'exam' && { tries }),
    createdAt: now,
    version: 1,
    at: 0,
  }
  return { events: [created], session: evolve(null, created) }
}

function drawn(seed: number): Readonly<Record<Role, number>> {
  const random = generator(seed)
  const draw = () => 100 + Math.floor(random() * 89_900)
  const client = draw()
  let server = draw()
  // far enough apart that no number of one end is mistaken for one of the other
  while (Math.abs(server - client) < 1_000) server = draw()
  return { client, server }
}

/** Where somebody can make segments vanish, the timers that bring them back must run. */
const withLoss = (timers: Scenario['timers']): Scenario['timers'] => [
  ...new Set<Scenario['timers'][number]>([...timers, 'retransmission', 'persist']),
]
