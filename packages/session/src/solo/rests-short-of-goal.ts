import type { State } from '@woshou/protocol'
import type { Role } from '../facts/role.ts'
import type { Scenario } from '../facts/scenario.ts'
import { rehearse } from './rehearse.ts'
import { rightMove } from './right-move.ts'

/**
 * The states in which two correct ends come to rest short of the scenario's goal: nobody could ever finish it. Null when
 * they reach it, and where it cannot be told: the students make the calls, or chance decides what is lost.
 */
export function restsShortOfGoal(scenario: Scenario): Readonly<Record<Role, State>> | null {
  if (scenario.calls !== 'scripted' || scenario.link.chance) return null
  const { ends, ended, version } = rehearse(scenario, (now, role) => rightMove(now, role, 'prompt', 1)).session
  if (ended || version > MOST_EVENTS) return null
  return { client: ends.client.tcb.state, server: ends.server.tcb.state }
}

/** Whatever takes longer may still end. */
const MOST_EVENTS = 500
