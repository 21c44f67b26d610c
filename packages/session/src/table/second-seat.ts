import { EYES } from '../eyes/eyes.ts'
import { ROLES, type Seat } from '../facts/role.ts'
import type { Session } from './session.ts'

/**
 * Whether whoever holds one seat may take a second one. A seat that shows more than an end’s (`Eye.seesMore`: the network’s
 * shows the peer’s segments before they arrive) only when both ends have agreed to that. Both ends may be one student’s who
 * tries it alone, but not by taking the seat of one who is away. Whoever hides the seat they hold cannot be known: both ends
 * are told who came.
 */
export function maySitTwice({ agreed, names }: Pick<Session, 'agreed' | 'names'>, held: Seat, wanted: Seat): boolean {
  if (held === wanted) return true
  if (EYES[held].seesMore || EYES[wanted].seesMore) return ROLES.every((role) => agreed[role])
  return names[wanted] === null
}
