import type { RuleId, Violation } from '@woshou/protocol'
import type { Localized } from '@woshou/session'
import { type Drawing, isRight, type Question, type RelativeSegment } from '../facts/question.ts'
import { counted, openBallot, type Poll, type PollPhase } from '../poll/poll.ts'
import { type Advice, adviceOn, type Tally, tally } from '../poll/tally.ts'
import type { Votes } from '../poll/votes.ts'

/** A choice as it is put to the class: whether it is right, and why not, is said when all is revealed. */
export type SeenChoice = { readonly right: boolean | null; readonly violation?: Violation | null } & (
  | { readonly kind: 'segment'; readonly segment: RelativeSegment }
  | { readonly kind: 'nothing-yet' }
)

/** What all are told at the end. */
export interface Revealed extends Tally {
  /** The place of the right choice. */
  readonly answer: number
  /** The rule that most who were wrong in the round had broken. */
  readonly rule: RuleId | null
  /** Both ends until the move. */
  readonly ladder: Drawing
  /** Of the violations' numbers: from what the own end's count, and the peer's. */
  readonly numbers: Question['numbers']
}

/** What everybody in the room is told of a question: of nobody's pair, and not what is right before it is revealed. */
export interface SeenPoll
  extends Pick<Question, 'role' | 'title' | 'level' | 'state' | 'arrival' | 'variables' | 'seen'> {
  readonly poll: number
  readonly phase: PollPhase
  /** The one that is open; null: none is. */
  readonly ballot: 1 | 2 | null
  readonly choices: readonly SeenChoice[]
  readonly revealed: Revealed | null
}

/** A phone's. Others' votes are none of its business until the end. */
export interface PhonePoll extends SeenPoll {
  /** The place of the own choice in each ballot; null: not voted. */
  readonly mine: readonly [number | null, number | null]
  /** Between the ballots: a classmate who is there and voted otherwise; null when there is none. */
  readonly talkTo: { readonly name: string; readonly pseudonym: Localized } | null
}

/** The projector's. */
export interface WallPoll extends SeenPoll {
  /** How many have voted in the newest ballot, and of how many: those who are there, or were when they voted. */
  readonly voted: number
  readonly present: number
}

/** A teacher's: all of it, as the votes come in. */
export interface BoardPoll extends Pick<Poll, 'poll' | 'phase' | 'at' | 'question'>, Tally {
  readonly ballot: 1 | 2 | null
  /** See `WallPoll`. */
  readonly present: number
  /** The share of each ballot that is right, 0 to 1; null while nobody has voted. */
  readonly share: readonly [number | null, number | null]
  readonly advice: Advice | null
}

function seenPoll(poll: Poll, votes: Votes): SeenPoll {
  const { phase, question } = poll
  const told = phase === 'revealed'
  const { arrival, choices, ladder, level, numbers, role, rule, seen, state, title, variables } = question
  return {
    poll: poll.poll,
    phase,
    ballot: openBallot(poll),
    role,
    title,
    level,
    state,
    arrival,
    variables,
    seen,
    // choice by choice and field by field: what is not named here is not told
    choices: choices.map((choice): SeenChoice => {
      const right = told ? isRight(choice) : null
      if (choice.kind === 'nothing-yet') return { kind: 'nothing-yet', right }
      return { kind: 'segment', segment: choice.segment, right, ...(told && { violation: choice.violation }) }
    }),
    revealed: told ? { answer: choices.findIndex(isRight), rule, ladder, numbers, ...tally(poll, votes) } : null,
  }
}

export const phonePoll = (poll: Poll, votes: Votes, participant: string, talkTo: PhonePoll['talkTo']): PhonePoll => ({
  ...seenPoll(poll, votes),
  mine: [votes[0].get(participant) ?? null, votes[1].get(participant) ?? null],
  talkTo,
})

/** @param here those whose phones are connected */
export function wallPoll(poll: Poll, votes: Votes, here: Iterable<string>): WallPoll {
  const { present, voted } = turnout(poll, votes, here)
  return { ...seenPoll(poll, votes), voted, present }
}

/** @param here those whose phones are connected */
export function boardPoll(poll: Poll, votes: Votes, here: Iterable<string>): BoardPoll {
  const counted = tally(poll, votes)
  const { right, voted } = counted
  const share = (ballot: 0 | 1) => (voted[ballot] === 0 ? null : right[ballot] / voted[ballot])
  return {
    poll: poll.poll,
    phase: poll.phase,
    at: poll.at,
    question: poll.question,
    ballot: openBallot(poll),
    present: turnout(poll, votes, here).present,
    ...counted,
    share: [share(0), share(1)],
    advice: adviceOn(counted),
  }
}

const SECOND: ReadonlySet<PollPhase> = new Set(['second-ballot', 'counted'])

/** Of the newest ballot; of one that went on without a second one, of the first. */
function turnout(poll: Poll, votes: Votes, here: Iterable<string>): { voted: number; present: number } {
  const second = SECOND.has(poll.phase) || votes[1].size > 0
  const voters = counted(votes[second ? 1 : 0], poll)
  return { voted: voters.size, present: new Set([...here, ...voters.keys()]).size }
}
