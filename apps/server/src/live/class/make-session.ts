import { type Round, type SeatedPair, sessionIdOf } from '@woshou/classroom'
import { begin, type Happening, isRole, SEATS, type Seat, sit, sitBot } from '@woshou/session'
import type { ClassSession } from '../../storage/classes.ts'
import { drawToken, hashToken } from '../../storage/seat-token.ts'
import type { StoredSeat } from '../../storage/session-log.ts'
import { rowOf } from '../session-row.ts'

/** A student as a round's session knows them. */
export interface Sitting {
  readonly participant: string
  /** The pseudonym's English form: a log is read by more than may know who it was. */
  readonly name: string
  /** See `hashToken`. */
  readonly tokenHash: string
}

/**
 * The session of a pair at its beginning, with whoever sits there now. Made again, anywhere, it is the same one: its id, its
 * numbers and its time derive from the class's log.
 * @param sittingOf null where it is not known who that is
 * @returns null when nobody is at either end, or one of them is not known
 */
export function makeSession(
  classId: string,
  round: Round,
  pair: SeatedPair,
  sittingOf: (participant: string) => Sitting | null,
): ClassSession | null {
  const { level, pace, scenario, startedAt } = round
  const { network, seed } = pair
  if (pair.client === null && pair.server === null) return null
  const seats: StoredSeat[] = []
  let made = begin({ scenario, level, pace, seed, now: startedAt, network: network !== undefined })
  const take = (happening: Happening | null): void => {
    if (!happening) throw new Error('nobody can have taken a seat in a new session')
    made = { session: happening.session, events: [...made.events, ...happening.events] }
  }
  for (const role of SEATS) {
    const sitter = pair[role]
    if (sitter === undefined) continue
    const sitting = sitter === null ? null : sittingOf(sitter)
    if (sitter !== null && !sitting) return null
    take(sitting ? sit(made.session, role, sitting.name, 0) : isRole(role) ? sitBot(made.session, role, 0) : null)
    seats.push(seatOf(role, made, sitting))
  }
  const id = sessionIdOf(classId, round.round, pair.pair)
  const nothing = { code: null, invitation: null, predecessor: null, storedAt: null, result: null }
  return {
    round: round.round,
    pair: pair.pair,
    session: { id, ...nothing, ...rowOf(made.events), seats, events: made.events },
  }
}

function seatOf(role: Seat, { session }: Happening, sitting: Sitting | null): StoredSeat {
  const name = session.names[role] ?? ''
  // of a bot's seat nobody has the token
  return sitting ? { role, ...sitting } : { role, name, tokenHash: hashToken(drawToken()) }
}
