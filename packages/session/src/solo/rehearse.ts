import { create, takeSeat } from '../create.ts'
import { fold } from '../evolve.ts'
import { ROLES, type Role } from '../role.ts'
import type { Scenario } from '../scenario.ts'
import type { Session } from '../session.ts'
import { stamp } from '../stamp.ts'
import { type Played, playOut } from './play-out.ts'
import type { PartnerMove } from './right-move.ts'

/** A scenario from its beginning, its two ends played by `player`; the same each time. */
export function rehearse(scenario: Scenario, player: (session: Session, role: Role) => PartnerMove | null): Played {
  let session = fold(stamp(null, [create({ scenario, level: 'coached', pace: 1, seed: 1, now: 0 })], 0))
  for (const role of ROLES) session = session && fold(takeSeat(session, role, role, 0) ?? [], session)
  if (!session) throw new Error('a session that was created is there')
  return playOut(session, player)
}
