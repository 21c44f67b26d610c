import type { Check, Reception, Segment, Timer, Verdict, Violation } from '@woshou/protocol'
import type { Level } from './level.ts'
import type { Role, Seat } from './role.ts'
import type { Origin, Scenario, WishedCall } from './scenario.ts'

/** The client's own name for a move, 8 to 64 characters: what makes sending it twice harmless. */
export type MoveId = string

/**
 * The facts of a session, in the order in which they happened. A log of them is all that is stored; everything
 * else is folded from it. `at` is play time in milliseconds since the session was created.
 */
export type SessionEvent = EventBody & {
  /** Position in the log, from 1, without gaps. */
  readonly version: number
  readonly at: number
}

export type EventBody =
  | SessionCreated
  | SeatTaken
  | SeatHandedOver
  | NetworkAgreed
  | ObserverAgreed
  | ApplicationCalled
  | SegmentSent
  | SegmentReleased
  | OldDuplicateSurfaced
  | SegmentArrived
  | StrangerArrived
  | QueueLeft
  | ArrivalChecked
  | SegmentWithheld
  | FaultMade
  | UnseenInferred
  | HintTaken
  | ValueRevealed
  | TimerExpired
  | TimeStopped
  | TimeWentOn
  | SessionEnded

/** Pins all that later folding depends on: the scenario as it was, the rules' version, the seed. */
export interface SessionCreated {
  readonly type: 'session-created'
  readonly rulesVersion: number
  readonly scenario: Scenario
  readonly level: Level
  /** Multiplies latency and timers: 0.5 is twice as fast. */
  readonly pace: number
  /** Seeds the initial sequence numbers and, later, the link's faults. */
  readonly seed: number
  /** The number that each end's ISN generator gives. */
  readonly isn: Readonly<Record<Role, number>>
  /** Whether there is a seat for the network between the ends. */
  readonly network: boolean
  /**
   * A seat whose wrong moves are carried out and never spoken of, whatever the level: the flawed solo partner's.
   * The other seat does not learn that there is one.
   */
  readonly unjudged?: Role
  /** Exam only: how many wrong tries each student has, segments and checks together; without it there is no limit. */
  readonly tries?: number
  /** Milliseconds since 1970, UTC: when play time 0 was. */
  readonly createdAt: number
}

export interface SeatTaken {
  readonly type: 'seat-taken'
  readonly role: Seat
  readonly name: string
  /** A correct TCP has this end until the class gives it to a student; it is called `BOT_NAME`. */
  readonly by?: 'bot'
}

/**
 * Who plays an end: a student, or a correct TCP that the session's host plays. partner: for a student who is away and has
 * the seat back by coming back. bot: whoever sat there has the seat no longer, or nobody did; no token opens it.
 */
export type Holder = 'student' | 'partner' | 'bot'

/**
 * From here on somebody else plays an end. Every earlier move stays the one's who sat there then
 * (`holders` says who that was).
 */
export interface SeatHandedOver {
  readonly type: 'seat-handed-over'
  readonly role: Seat
  /**
   * newcomer: another student, and the token of the one before is dead. partner: a correct TCP, until the student comes
   * back. returned: the last student, by the own token, by a code on another browser, or because the class says so. bot: a
   * correct TCP, and the token of the one before is dead; the network's seat is empty then.
   */
  readonly to: 'newcomer' | 'partner' | 'returned' | 'bot'
  /** What the one is called who plays it now; a partner or a bot has the name of whoever sat there. */
  readonly name: string
}

/** A student agrees that whoever plays one of the two ends takes the network's seat as well. */
export interface NetworkAgreed {
  readonly type: 'network-agreed'
  readonly role: Role
  readonly move: MoveId
}

/** A student lets somebody watch both ends, or no longer does: there is an observer only while both do. */
export interface ObserverAgreed {
  readonly type: 'observer-agreed'
  readonly role: Role
  readonly agreed: boolean
  readonly move: MoveId
}

/** The application made a call: from the scenario's script, or the student's in free play (then with its move). */
export interface ApplicationCalled {
  readonly type: 'application-called'
  readonly role: Role
  readonly call: WishedCall
  readonly move?: MoveId
}

/** A segment left. When and how often it arrives is the link's secret until it does. */
export interface SegmentSent {
  readonly type: 'segment-sent'
  readonly role: Role
  readonly segment: Segment
  readonly move: MoveId
  /** Play times of its arrivals; empty when lost; null while it waits for its counterpart. */
  readonly arrivals: readonly number[] | null
  /** What goes on in its place, where the scenario alters it; its sender does not know. */
  readonly altered?: Segment
  readonly remarks: Verdict['remarks']
  /** At the wire level a wrong segment leaves as well; its sender's TCB stays as it was. Empty when it is right. */
  readonly violations: readonly Violation[]
  /**
   * Recorded exchanges only. counted: it was wrong, and its sender went on from it all the same. inferred: the capture
   * does not hold it; that it was acknowledged shows that it was sent.
   */
  readonly observed?: 'counted' | 'inferred'
  /** Recorded exchanges only: why the recording does not tell whether it was right. `violations` is empty then. */
  readonly untold?: Untold
}

/** What a recording lacks that the judgement needed: stable ids, worded in `@woshou/capture`. */
export type UntoldReason =
  | 'one-direction' // nothing of the peer was recorded
  | 'beginning-missing' // the recording begins in the middle
  | 'segments-missing' // dropped, filtered out, or sent after the recording's end
  | 'window-unknown' // the shift of the window's scale, or the newest offer
  | 'order-unknown' // what passed the card may have arrived before or after
  | 'reset-cause-unseen' // what a RST answers, or why the application aborted

/** Nothing can be said of a segment, and why. */
export interface Untold {
  readonly reason: UntoldReason
  /** Whose segments, or whose view of them, would be needed. */
  readonly whose: Role
}

/** A segment that waited on the wire goes on. */
export interface SegmentReleased {
  readonly type: 'segment-released'
  /** The version at which it was sent. */
  readonly sent: number
  readonly arrivals: readonly number[]
}

/** A segment that no end's TCP sent is on the link: without `by` one of an earlier connection, which came up again. */
export interface OldDuplicateSurfaced {
  readonly type: 'old-duplicate-surfaced'
  /** Whose it seems to be. */
  readonly role: Role
  /** Who sent it, where it is not of an earlier connection. */
  readonly by?: Origin
  readonly segment: Segment
  readonly arrivals: readonly number[]
}

export interface SegmentArrived {
  readonly type: 'segment-arrived'
  /** The end at which it arrives. */
  readonly role: Role
  /** The version at which it was sent. */
  readonly sent: number
  readonly segment: Segment
  /** What the end made of it: stored, never judged again. Null while it waits for its student's check. */
  readonly outcome: Reception['outcome'] | null
  readonly step: Reception['step'] | null
}

/** A segment of another client's came to a listening host, which has dealt with it by itself. */
export interface StrangerArrived {
  readonly type: 'stranger-arrived'
  /** Whose host. */
  readonly role: Role
  /** Which of the scenario's strangers, from 1. */
  readonly stranger: number
  readonly segment: Segment
  /** What became of it: stored, never judged again. */
  readonly fate: StrangerFate
}

/** What a listening host does with another client's segment. */
export type StrangerFate =
  | 'half-open' // its SYN was answered, and has an entry in the SYN queue
  | 'opened' // its third segment came, and it waits in the accept queue
  | 'cookie' // its SYN was answered with a cookie, and has no entry
  | 'dropped' // its SYN found no place
  | 'ignored' // its third segment found no place in the accept queue; the entry stays
  | 'reset' // the same where the host resets; or a RST came: the entry is gone
  | 'unknown' // no entry is left that it could be for

/** An entry has left one of a listening host's queues by itself. */
export interface QueueLeft {
  readonly type: 'queue-left'
  readonly role: Role
  /** Which of the strangers; null: the connection that is played. */
  readonly stranger: number | null
  /** accepted: the application took it. given-up: SYN,ACK was sent often enough. */
  readonly why: 'accepted' | 'given-up'
}

/** How much of a verdict its student is told while the session goes on. */
export type Told = 'why' | 'whether' | 'nothing'

/** At the exam and wire levels the student says what the oldest unchecked arrival does. */
export interface ArrivalChecked {
  readonly type: 'arrival-checked'
  readonly role: Role
  readonly check: Check
  /** Empty when it is right. */
  readonly violations: readonly Violation[]
  readonly told: Told
  /** What the end made of the arrival; null when the student has to look again. */
  readonly outcome: Reception['outcome'] | null
  readonly step: Reception['step'] | null
  readonly move: MoveId
}

/** A wrong segment that did not leave. */
export interface SegmentWithheld {
  readonly type: 'segment-withheld'
  readonly role: Role
  readonly segment: Segment
  readonly violations: readonly Violation[]
  readonly told: Told
  readonly move: MoveId
}

/** Somebody interfered with a segment on the wire. */
export interface FaultMade {
  readonly type: 'fault-made'
  /** Who did it. */
  readonly role: Seat
  /** The version at which it was sent. */
  readonly sent: number
  readonly do: 'drop' | 'delay' | 'duplicate' | 'overtake'
  /** Play times of its arrivals from now on. */
  readonly arrivals: readonly number[]
  readonly move: MoveId
}

/**
 * Recorded exchanges only: a segment shows what its sender, or its receiver, must have sent and taken before, which the
 * recording lacks.
 */
export interface UnseenInferred {
  readonly type: 'unseen-inferred'
  readonly role: Role
  /** Whether the end is about to send `segment`, or to take it. */
  readonly by: 'sending' | 'taking'
  readonly segment: Segment
  /** The end's initial sequence numbers, as far as they are known. */
  readonly iss: number
  readonly irs: number
}

export interface HintTaken {
  readonly type: 'hint-taken'
  readonly role: Role
  /** 1 a question, 2 the rule, 3 the answer. */
  readonly step: 1 | 2 | 3
  readonly move: MoveId
}

/** The student asked for the value that a note about its wrong segment kept back. */
export interface ValueRevealed {
  readonly type: 'value-revealed'
  readonly role: Role
  /** The version of the `segment-withheld` whose value it is. */
  readonly attempt: number
  readonly move: MoveId
}

export interface TimerExpired {
  readonly type: 'timer-expired'
  readonly role: Role
  readonly timer: Timer
}

/**
 * Play time stands still: nothing arrives, no timer runs, nobody moves. All events until it goes on have the play time of
 * this one.
 */
export interface TimeStopped {
  readonly type: 'time-stopped'
  /** Milliseconds since 1970, UTC: how long nobody may play is told by clocks, play time leaves it out. */
  readonly since: number
}

/** Play time goes on where it stopped. */
export interface TimeWentOn {
  readonly type: 'time-went-on'
  /** For how long it stood still, ms: whoever loads the session takes it off what the clock says. */
  readonly gap: number
}

export interface SessionEnded {
  readonly type: 'session-ended'
  /** abandoned: nothing happened for so long that nobody will come back. round-closed: its class goes on without it. */
  readonly reason: 'goal-reached' | 'left' | 'abandoned' | 'round-closed'
  /** Who left. */
  readonly role?: Role
  readonly move?: MoveId
}
