import type { Question } from '../facts/question.ts'
import type { Ballot } from './votes.ts'

/** What may happen next with a question, in this order; `talk` is while the first ballot is over and the second is not open. */
export type PollPhase = 'first-ballot' | 'talk' | 'second-ballot' | 'counted' | 'revealed'

export interface Poll {
  readonly poll: number
  readonly question: Question
  readonly phase: PollPhase
  /** When it was opened, ms since 1970, UTC. */
  readonly at: number
  /** Students who were removed while it was open: their votes do not count. */
  readonly without: ReadonlySet<string>
  /** Whom each was to talk to when the first ballot was closed, by who they are. */
  readonly talk: ReadonlyMap<string, string>
  /** It was revealed, and a round has begun since: nobody is asked or shown anything any more. */
  readonly past: boolean
}

/** The ballot in which one can vote now; null: in none. */
export const openBallot = ({ phase }: Pick<Poll, 'phase'>): 1 | 2 | null =>
  phase === 'first-ballot' ? 1 : phase === 'second-ballot' ? 2 : null

/** The votes of a ballot that count: not those of whoever was removed while the poll was open. */
export const counted = (ballot: Ballot, { without }: Pick<Poll, 'without'>): Ballot =>
  without.size === 0 ? ballot : new Map([...ballot].filter(([participant]) => !without.has(participant)))
