import type { RuleId } from '@woshou/protocol'
import type { ClassEvent } from '../facts/class-event.ts'
import type { Poll } from './poll.ts'
import { tally } from './tally.ts'
import { NO_VOTES, type Votes } from './votes.ts'

/** What became of one poll. */
export interface PollResult {
  readonly poll: number
  /** When it was opened, ms since 1970, UTC. */
  readonly at: number
  /** What it was about; null: a move that nobody got wrong. */
  readonly rule: RuleId | null
  readonly voted: readonly [number, number]
  readonly right: readonly [number, number]
  readonly changedToRight: number
  readonly changedFromRight: number
}

/**
 * The results of a class's polls that have been revealed, oldest first: of one that is still open nothing is told to
 * whoever reads a report.
 * @param log the class's events, in order; others than those of polls and of removals are passed over
 * @param votes of each poll in which anybody has voted
 */
export function pollResults(log: Iterable<ClassEvent>, votes: ReadonlyMap<number, Votes>): readonly PollResult[] {
  const results: PollResult[] = []
  let open: (Pick<Poll, 'poll' | 'question' | 'at'> & { readonly without: Set<string> }) | null = null
  for (const event of log) {
    if (event.type === 'poll-opened') {
      const { at, poll, question } = event
      open = { poll, question, at, without: new Set() }
    } else if (event.type === 'student-removed') open?.without.add(event.participant)
    else if (event.type === 'poll-revealed' && open?.poll === event.poll) {
      const { at, poll, question } = open
      const { changedFromRight, changedToRight, right, voted } = tally(open, votes.get(poll) ?? NO_VOTES)
      results.push({ poll, at, rule: question.rule, voted, right, changedToRight, changedFromRight })
      open = null
    }
  }
  return results
}
