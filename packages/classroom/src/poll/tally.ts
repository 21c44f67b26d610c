import { isRight } from '../facts/question.ts'
import { counted, type Poll } from './poll.ts'
import type { Ballot, Votes } from './votes.ts'

/** What the share that is right calls for (Mazur, Peer Instruction, 1997): too few know, enough do to convince each other, nearly all do. */
export type Advice = 'explain' | 'talk' | 'go-on'

/** Below that share there is nobody to be convinced by; above the other one nobody is left to be convinced. */
const EXPLAIN_BELOW = 0.3
const GO_ON_ABOVE = 0.7

/** Two ballots, counted. */
export interface Tally {
  /** How many voted for each choice, by its place in the question. */
  readonly counts: readonly [readonly number[], readonly number[]]
  readonly voted: readonly [number, number]
  /** How many of them were right. */
  readonly right: readonly [number, number]
  /** Students who voted in both, and otherwise the second time. */
  readonly changedToRight: number
  readonly changedFromRight: number
}

/** Counts the votes of a poll. Of somebody who was removed while it was open none counts. */
export function tally(poll: Pick<Poll, 'question' | 'without'>, votes: Votes): Tally {
  const { choices } = poll.question
  const right = choices.findIndex(isRight)
  const [one, two] = [counted(votes[0], poll), counted(votes[1], poll)]
  const times = [timesOf(one), timesOf(two)] as const
  const changed = [...two].filter(([participant, choice]) => one.has(participant) && one.get(participant) !== choice)
  return {
    counts: [choices.map((_, place) => times[0].get(place) ?? 0), choices.map((_, place) => times[1].get(place) ?? 0)],
    voted: [one.size, two.size],
    right: [times[0].get(right) ?? 0, times[1].get(right) ?? 0],
    changedToRight: changed.filter(([, choice]) => choice === right).length,
    changedFromRight: changed.filter(([participant]) => one.get(participant) === right).length,
  }
}

/** How many voted for each choice. When all is revealed it is counted for every phone: once through is enough. */
function timesOf(ballot: Ballot): ReadonlyMap<number, number> {
  const times = new Map<number, number>()
  for (const choice of ballot.values()) times.set(choice, (times.get(choice) ?? 0) + 1)
  return times
}

/** What to do after the newest ballot in which anybody voted; null: nobody has. */
export function adviceOn({ right, voted }: Pick<Tally, 'right' | 'voted'>): Advice | null {
  const ballot = voted[1] > 0 ? 1 : 0
  if (voted[ballot] === 0) return null
  const share = right[ballot] / voted[ballot]
  return share < EXPLAIN_BELOW ? 'explain' : share > GO_ON_ABOVE ? 'go-on' : 'talk'
}
