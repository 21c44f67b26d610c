import type { Flags, Timer, Violation } from '@woshou/protocol'
import type { End } from '../eyes/end.ts'
import type { InFlight } from '../eyes/in-flight.ts'
import type { Holder, MoveId, SessionCreated, SessionEnded, StrangerFate } from '../facts/event.ts'
import type { Role, Seat } from '../facts/role.ts'
import type { SegmentKind } from '../facts/scenario.ts'

/**
 * What a box on the way knows of the connection: the flags that it has seen of each end since the newest SYN, since when
 * nothing is said (play ms; null while somebody speaks, or thinks), and whether it has forgotten it.
 */
export interface Entry {
  readonly flags: Readonly<Record<Role, Flags>>
  readonly stillSince: number | null
  readonly forgotten: boolean
}

/** What became of a move, kept so that the same move sent again gets the same answer. */
export interface AnsweredMove {
  readonly move: MoveId
  /** The version of the event which the move became. */
  readonly version: number
  /** What the student was told, when it was wrong; null when it was accepted. */
  readonly violations: readonly Violation[] | null
}

/** The truth about one session, folded from its whole log. */
export interface Session extends Omit<SessionCreated, 'type' | 'isn'> {
  readonly version: number
  /** Play time of the newest event. */
  readonly at: number
  readonly names: Readonly<Record<Seat, string | null>>
  /** Who plays each end now. */
  readonly holders: Readonly<Record<Role, Holder>>
  /** The version at which each seat was last handed over; 0 when it never was. */
  readonly handed: Readonly<Record<Seat, number>>
  /** Whether the student of each end has agreed that an end's holder takes the network's seat as well. */
  readonly agreed: Readonly<Record<Role, boolean>>
  /** The version at which the student of each end last let somebody watch both; 0 while nobody may. */
  readonly watchable: Readonly<Record<Role, number>>
  readonly ends: Readonly<Record<Role, End>>
  /** Wrong tries of who sits at each end now, of segments and checks together; nobody else's. */
  readonly tried: Readonly<Record<Role, number>>
  readonly inFlight: readonly InFlight[]
  /** How many of each end's wishes have been called. */
  readonly called: Readonly<Record<Role, number>>
  /** Play time of each end's last call, or of the start. */
  readonly calledAt: Readonly<Record<Role, number>>
  /** Play time at which each end last sent, took, called or let a timer run out; or of the start. */
  readonly stirredAt: Readonly<Record<Role, number>>
  readonly started: boolean
  /** Time stands still: since when by the clock (ms since 1970, UTC); null while it runs. */
  readonly stopped: { readonly since: number } | null
  /** For how long it stood still before that, ms: what clocks say is ahead of play time by so much. */
  readonly stoppedFor: number
  readonly ended: { readonly reason: SessionEnded['reason']; readonly role?: Role; readonly at: number } | null
  /** Play times at which running timers expire. */
  readonly deadlines: readonly Deadline[]
  /** Strangers' segments on their way to a listening host, in the order of their arrival. */
  readonly coming: readonly Coming[]
  /** What became of each stranger's newest segment, by its number: their TCPs are nobody's. */
  readonly fates: Readonly<Record<Role, Readonly<Record<number, StrangerFate>>>>
  /** How many old duplicates have come up. */
  readonly surfaced: number
  /** The control bits that each end has sent at least once: tells whether a crossing has taken place. */
  readonly flagsSent: Readonly<Record<Role, Flags>>
  /** The newest moves of each end, newest last; a browser has one unanswered move at most. */
  readonly moves: Readonly<Record<Seat, readonly AnsweredMove[]>>
  /** The scenario has had the cable pulled: nothing gets through any more. */
  readonly pulled: boolean
  /** What the scenario's middlebox knows of the connection. */
  readonly entry: Entry
  /** How many segments of each kind each end has put on the link. */
  readonly entered: Readonly<Record<Role, Readonly<Record<SegmentKind, number>>>>
}

export interface Deadline {
  readonly role: Role
  readonly timer: Timer
  readonly at: number
  /** Tells a restarted timer from the one before. */
  readonly epoch: number
}

/** A stranger's segment that is on its way to a listening host. */
export interface Coming {
  readonly role: Role
  /** From 1. */
  readonly stranger: number
  readonly send: 'SYN' | 'ACK' | 'RST'
  /** Play time of its arrival, ms. */
  readonly at: number
}
