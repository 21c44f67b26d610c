import type { Level, Role, Scenario, Seat } from '@woshou/session'
import type { Pair, Sitter } from './pairs.ts'
import type { Question } from './question.ts'
import type { Odd, Point, Rotation, RoundPlan } from './round-plan.ts'
import type { Shown } from './shown.ts'

/**
 * The facts of a class, in the order in which they happened: what needs an order. What commutes (who came in, what they are
 * called, who voted what) is in tables. No event holds a name: logs cannot be rewritten, and a student may ask to be forgotten.
 */
export type ClassEvent = ClassEventBody & {
  /** Position in the log, from 1, without gaps. */
  readonly version: number
  /** Milliseconds since 1970, UTC, by the clock of the server that stored it; never before the event before. */
  readonly at: number
  /** The command that it comes of; none when the host acted by itself. */
  readonly command?: string
  /** The account that gave the command. */
  readonly by?: string
}

export type ClassEventBody =
  | ClassOpened
  | { readonly type: 'doors-opened' }
  | { readonly type: 'doors-closed' }
  /** The code before is dead. The new one is in its table: a log is read by more than may come in. */
  | { readonly type: 'code-renewed' }
  | PairingWished
  | StudentPlaced
  | RoundPlanned
  | RoundStarted
  | SeatChanged
  | RoundPaused
  | RoundResumed
  | PointMoved
  | RoundClosed
  | StudentRemoved
  | WallShowed
  | PollOpened
  | BallotOpened
  | BallotClosed
  | PollRevealed
  | StudentNudged
  | LookedIn
  | StuckResolved

/** The first event of every class's log. */
interface ClassOpened {
  readonly type: 'class-opened'
  /** See `CLASS_VERSION`. */
  readonly classVersion: number
}

/** Two students stay together, never meet, or are like all others again, from the next round on. */
interface PairingWished {
  readonly type: 'pairing-wished'
  readonly wish: 'locked' | 'apart' | 'free'
  readonly participants: readonly [string, string]
}

/** By hand, for the next round. */
interface StudentPlaced {
  readonly type: 'student-placed'
  readonly participant: string
  readonly pair: number
  readonly role: Role
}

/** A round that a teacher wants to have, kept until it is started. */
interface RoundPlanned {
  readonly type: 'round-planned'
  readonly plan: RoundPlan
}

/** One pair of a round that starts, and what its session is made from. */
export interface StartedPair extends Pair {
  /** Of the session's numbers and chances; drawn by the host, so that nobody can reckon another pair's from the own. */
  readonly seed: number
}

/** The one append by which a round begins. Everything that making its sessions needs is here: any server may make them, again and again. */
export interface RoundStarted {
  readonly type: 'round-started'
  /** From 1, without gaps. */
  readonly round: number
  /** As it was: what a folder on one server says later changes no round. */
  readonly scenario: Scenario
  readonly level: Level
  readonly pace: number
  readonly minutes?: number
  readonly rotation: Rotation
  readonly odd: Odd
  readonly until: Point
  readonly pairs: readonly StartedPair[]
}

/** Somebody else sits on a seat of a running round, or on the first one of a pair that did not exist before. */
export interface SeatChanged {
  readonly type: 'seat-changed'
  readonly round: number
  readonly pair: number
  readonly role: Seat
  /** Null: a bot. A third seat that nobody takes over is empty from now on. */
  readonly to: Sitter
  /** returned: to the student who had gone from there, and has come back. */
  readonly why: 'late' | 'gone' | 'by-hand' | 'removed' | 'returned'
  /** Of a pair that begins with this: what its session is made from. */
  readonly seed?: number
}

interface RoundPaused {
  readonly type: 'round-paused'
  readonly round: number
}

interface RoundResumed {
  readonly type: 'round-resumed'
  readonly round: number
  /** nobody-teaches: no teacher was connected for a quarter of an hour. */
  readonly because: 'teacher' | 'nobody-teaches'
}

/** The pairs that wait at a point go on, to the next one. */
interface PointMoved {
  readonly type: 'point-moved'
  readonly round: number
  readonly until: Point
}

interface RoundClosed {
  readonly type: 'round-closed'
  readonly round: number
}

interface StudentRemoved {
  readonly type: 'student-removed'
  readonly participant: string
  /** Whether they may not come back either. */
  readonly bar: boolean
}

interface WallShowed {
  readonly type: 'wall-showed'
  readonly what: Shown
}

/** A question put to all. Its first ballot is open from here on. */
interface PollOpened {
  readonly type: 'poll-opened'
  /** From 1, without gaps. */
  readonly poll: number
  readonly question: Question
}

/** The second ballot: the talk is over. */
interface BallotOpened {
  readonly type: 'ballot-opened'
  readonly poll: number
  readonly ballot: 2
}

interface BallotClosed {
  readonly type: 'ballot-closed'
  readonly poll: number
  readonly ballot: 1 | 2
  /** After the first one: each student with whom they talk, who voted otherwise. */
  readonly talk?: readonly (readonly [student: string, to: string])[]
}

interface PollRevealed {
  readonly type: 'poll-revealed'
  readonly poll: number
}

/** A sentence on one phone. */
interface StudentNudged {
  readonly type: 'student-nudged'
  readonly participant: string
  readonly words: string
}

/** A teacher sees both ends of a pair, or no longer does; the pair is told. */
interface LookedIn {
  readonly type: 'looked-in'
  readonly round: number
  readonly pair: number
  readonly on: boolean
}

/** A teacher has dealt with a seat that was shown as stuck, or saw that it was not: so false alarms can be counted. */
interface StuckResolved {
  readonly type: 'stuck-resolved'
  readonly round: number
  readonly pair: number
  readonly role: Role
  /** The play time, ms, since which what is due had been due: anything due later is news. */
  readonly since: number
  readonly alarm: 'right' | 'false'
}
