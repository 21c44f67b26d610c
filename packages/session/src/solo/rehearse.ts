import { ROLES, type Role } from '../facts/role.ts'
import type { Scenario } from '../facts/scenario.ts'
import { begin, sit } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import { type Played, playOut } from './play-out.ts'
import type { PartnerMove } from './right-move.ts'

/** A scenario from its beginning, its two ends played by `player`; the same each time. */
export function rehearse(scenario: Scenario, player: (session: Session, role: Role) => PartnerMove | null): Played {
  let { session } = begin({ scenario, level: 'coached', pace: 1, seed: 1, now: 0 })
  for (const role of ROLES) session = sit(session, role, role, 0)?.session ?? session
  return playOut(session, player)
}
