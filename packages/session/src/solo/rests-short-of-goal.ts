import type { State } from '@woshou/protocol'
import { create, takeSeat } from '../create.ts'
import { fold } from '../evolve.ts'
import { ROLES, type Role } from '../role.ts'
import type { Scenario } from '../scenario.ts'
import { stamp } from '../stamp.ts'
import { playOut } from './play-out.ts'
import { rightMove } from './right-move.ts'

/**
 * The states in which two correct ends come to rest short of the scenario's goal: nobody could ever finish it. Null when
 * they reach it, and where it cannot be told: the students make the calls, or chance decides what is lost.
 */
export function restsShortOfGoal(scenario: Scenario): Readonly<Record<Role, State>> | null {
  if (scenario.calls !== 'scripted' || scenario.link.chance) return null
  let session = fold(stamp(null, [create({ scenario, level: 'coached', pace: 1, seed: 1, now: 0 })], 0))
  for (const role of ROLES) session = session && fold(takeSeat(session, role, role, 0) ?? [], session)
  if (!session) throw new Error('a session that was created is there')
  const { ends, ended, version } = playOut(session, (now, role) => rightMove(now, role, 'prompt', 1)).session
  if (ended || version > MOST_EVENTS) return null
  return { client: ends.client.tcb.state, server: ends.server.tcb.state }
}

/** Whatever takes longer may still end. */
const MOST_EVENTS = 500
