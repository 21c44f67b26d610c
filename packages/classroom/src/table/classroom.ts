import type { Level, Role, Scenario } from '@woshou/session'
import type { Pair } from '../facts/pairs.ts'
import type { Odd, Point, Rotation, RoundPlan } from '../facts/round-plan.ts'
import type { Shown } from '../facts/shown.ts'
import type { History } from '../pairing/had.ts'
import type { ByHand } from '../pairing/pair-up.ts'
import type { Poll } from '../poll/poll.ts'

/** The truth about one class as far as it needs an order, folded from its whole log. Times are ms since 1970, UTC. */
export interface Classroom {
  readonly version: number
  /** When the newest event was stored. */
  readonly at: number
  readonly doors: 'open' | 'closed'
  /** Rounds to come, the next one first. */
  readonly planned: readonly RoundPlan[]
  /** All there were, oldest first. */
  readonly rounds: readonly Round[]
  readonly history: History
  readonly byHand: ByHand
  /** Whoever was removed; who comes in again is another participant. */
  readonly removed: ReadonlySet<string>
  /** Those of them who may not come back. */
  readonly barred: ReadonlySet<string>
  readonly shown: Shown
  /** The newest one; null before the first. */
  readonly poll: Poll | null
  /** Pairs that a teacher looks at now, as `round/pair`. */
  readonly lookedAt: ReadonlySet<string>
  /** Seats that a teacher has dealt with, as `round/pair/role`, and the play time since which what was due had been. */
  readonly resolved: ReadonlyMap<string, number>
  /** How often a teacher said that somebody shown as stuck was, and was not. */
  readonly alarms: { readonly right: number; readonly false: number }
  /** The newest sentence on each phone, and the version of its event. */
  readonly nudges: ReadonlyMap<string, { readonly version: number; readonly words: string }>
  /** The newest commands that were carried out, newest last, and each one's last version. */
  readonly commands: readonly { readonly id: string; readonly version: number }[]
}

export interface Round {
  readonly round: number
  readonly scenario: Scenario
  readonly level: Level
  readonly pace: number
  /** Null: without a clock. */
  readonly minutes: number | null
  readonly rotation: Rotation
  readonly odd: Odd
  readonly until: Point
  /** As they are now. */
  readonly pairs: readonly SeatedPair[]
  /** The ends from which students had gone whose seats others have now: by id, the newest of each. */
  readonly gone: ReadonlyMap<string, { readonly pair: number; readonly role: Role }>
  readonly startedAt: number
  /** Since when it stands still; null while it goes on. */
  readonly pausedAt: number | null
  /** Milliseconds for which it stood still before that. */
  readonly pausedFor: number
  /** Whom a teacher took out of which pair: they do not sit down there again by themselves. */
  readonly takenOut: ReadonlyMap<string, number>
  /** The newest pause has ended by itself: no teacher was connected. */
  readonly untaught: boolean
  readonly closedAt: number | null
}

/** Nobody at either end when both have gone. */
export interface SeatedPair extends Pair {
  readonly seed: number
}

/** A pair of any round, as it is now; undefined when there is none of that number. */
export const pairOf = (
  { rounds }: Classroom,
  at: { readonly round: number; readonly pair: number },
): SeatedPair | undefined => rounds.find(({ round }) => round === at.round)?.pairs.find(({ pair }) => pair === at.pair)

/** The newest round while it is not closed. */
export function running({ rounds }: Classroom): Round | null {
  const round = rounds.at(-1)
  return round && round.closedAt === null ? round : null
}
