import { choiceOf } from '../facts/choice-of.ts'
import type { Role } from '../facts/role.ts'
import type { Session } from '../table/session.ts'
import type { Character } from './character.ts'
import { mistake } from './mistake.ts'
import { type PartnerMove, rightMove } from './right-move.ts'

/**
 * What a solo partner does next, and when; null while it waits for something to happen. Pure: the same session and
 * seed give the same move. To be asked again after every event, for what it would have done may have become wrong.
 * @param role the partner's seat. A flawed partner's session is created with `unjudged: role`
 */
export function nextMove(session: Session, role: Role, character: Character, seed: number): PartnerMove | null {
  const right = rightMove(session, role, character, seed)
  if (!right || character !== 'flawed') return right
  const wrong = mistake(session, role, right, seed)
  return wrong ? { ...right, command: { type: 'send-segment', segment: choiceOf(wrong) } } : right
}
