import type { EventBody, SessionEvent } from './event.ts'
import type { Level } from './level.ts'
import { generator } from './random.ts'
import { peerOf, type Role, type Seat } from './role.ts'
import { RULES_VERSION } from './rules-version.ts'
import type { Scenario } from './scenario.ts'
import { withSequel } from './sequel.ts'
import type { Session } from './session.ts'

/**
 * The first event of a session. Initial sequence numbers that the scenario doesn't pin are drawn from the seed,
 * with three to five digits so that people can calculate with them in their heads.
 * @param options.seed any integer
 * @param options.now milliseconds since 1970, UTC
 */
export function create(options: {
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
}): EventBody {
  const { scenario, level, pace, seed, now, network = false, tries, unjudged } = options
  const random = generator(seed)
  const draw = () => 100 + Math.floor(random() * 89_900)
  const client = draw()
  let server = draw()
  // far enough apart that no number of one end is mistaken for one of the other
  while (Math.abs(server - client) < 1_000) server = draw()
  const { ends } = scenario
  return {
    type: 'session-created',
    rulesVersion: RULES_VERSION,
    scenario: network || scenario.link.byHand ? { ...scenario, timers: withLoss(scenario.timers) } : scenario,
    level,
    pace,
    seed,
    isn: { client: ends.client.iss ?? client, server: ends.server.iss ?? server },
    network,
    ...(unjudged && { unjudged }),
    ...(tries !== undefined && level === 'exam' && { tries }),
    createdAt: now,
  }
}

/** Where somebody can make segments vanish, the timers that bring them back must run. */
const withLoss = (timers: Scenario['timers']): Scenario['timers'] => [
  ...new Set<Scenario['timers'][number]>([...timers, 'retransmission', 'persist']),
]

/** Someone sits down; with the second one the play begins. Null when the seat is taken. */
export function takeSeat(session: Session, role: Seat, name: string, now: number): readonly SessionEvent[] | null {
  if (session.names[role] !== null || (role === 'network' && !session.network)) return null
  return withSequel(session, [{ type: 'seat-taken', role, name }], now).events
}

/** The seat that is still free; null when none is. */
export const freeSeat = ({ names }: Pick<Session, 'names'>): Role | null =>
  names.client === null ? 'client' : names.server === null ? peerOf('client') : null
