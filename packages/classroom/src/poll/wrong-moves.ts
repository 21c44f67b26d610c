import type { RuleId } from '@woshou/protocol'
import {
  dueNow,
  type End,
  evolveEnd,
  holderAt,
  holders,
  peerOf,
  ROLES,
  type Role,
  type SessionEvent,
  see,
} from '@woshou/session'
import type { RelativeSegment } from '../facts/question.ts'
import { arrivalAt, basesAt, endOf, relative } from './relative.ts'

/** A wrong segment of a student. */
export interface WrongMove {
  readonly session: string
  readonly version: number
  /** Whose it is, as the log calls them: a pseudonym. */
  readonly who: string
  /** What the moment has in common with others': scenario, state, arrival, and what would have been right. */
  readonly moment: string
  readonly segment: RelativeSegment
  /** That it broke first. */
  readonly rule: RuleId
}

/** Where a log's students went wrong, in its order. A bot's or a partner's moves are nobody's. */
export function wrongMovesOf(session: string, log: readonly SessionEvent[]): readonly WrongMove[] {
  const wrong = log.filter(isWrongSegment)
  return ROLES.flatMap((role) => {
    const own = wrong.filter((event) => event.role === role)
    const newest = own.at(-1)?.version ?? 0
    return newest === 0 ? [] : wrongMovesAt(session, log, role, newest)
  }).sort((a, b) => a.version - b.version)
}

function wrongMovesAt(session: string, log: readonly SessionEvent[], role: Role, until: number): WrongMove[] {
  const held = holders(log, role)
  const moves: WrongMove[] = []
  let end: End | null = null
  for (const [index, event] of log.entries()) {
    if (event.version > until) break
    const holder = isWrongSegment(event) && event.role === role ? holderAt(held, event.version) : null
    const [violation] = 'violations' in event ? event.violations : []
    if (end && holder?.by === 'student' && violation && isWrongSegment(event)) {
      const before = log.slice(0, index)
      const bases = basesAt(before, role, end)
      const segment = relative(event.segment, role, bases)
      const { moment, right } = momentAt(before, role, end)
      // what is wrong with it is nothing that a question shows: its window, or its text
      if (right === null || !isSame(segment, right))
        moves.push({ session, version: event.version, who: holder.name, moment, segment, rule: violation.rule })
    }
    const seen = see(event, role)
    if (seen) end = evolveEnd(end, seen)
  }
  return moves
}

const isWrongSegment = (
  event: SessionEvent,
): event is Extract<SessionEvent, { type: 'segment-withheld' | 'segment-sent' }> =>
  event.type === 'segment-withheld' || (event.type === 'segment-sent' && event.violations.length > 0)

/** The moment of one student's segment, as `WrongMove` has it; null when there is no such segment. */
export function momentOf(log: readonly SessionEvent[], version: number): string | null {
  const move = log.find((event) => event.version === version)
  if (move?.type !== 'segment-sent' && move?.type !== 'segment-withheld') return null
  const before = log.filter((event) => event.version < version)
  const end = endOf(before, move.role)
  return end && momentAt(before, move.role, end).moment
}

/** @param before the log until the moment, and one end as it leads to */
export function momentAt(
  before: readonly SessionEvent[],
  role: Role,
  end: End,
): { readonly moment: string; readonly right: RelativeSegment | null } {
  const bases = basesAt(before, role, end)
  const [created] = before
  const arrival = arrivalAt(before, role)
  const [due] = dueNow(end)
  const right = due ? relative(due.segment, role, bases) : null
  const came = arrival && relative(arrival, peerOf(role), bases)
  const scenario = created?.type === 'session-created' ? created.scenario.id : ''
  return { moment: [scenario, end.tcb.state, keyOf(came), keyOf(right)].join(' '), right }
}

/** The same for the same segment. */
export const keyOf = (segment: RelativeSegment | null): string =>
  segment ? `${segment.flags}/${segment.seq}/${segment.ack}/${segment.length}` : '-'

export const isSame = (a: RelativeSegment, b: RelativeSegment): boolean => keyOf(a) === keyOf(b)
