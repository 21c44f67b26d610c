import type { DueReason, RuleId, State } from '@woshou/protocol'
import { dueNow, type EventBody, peerOf, ROLES, type Role, type Session, type SessionEvent } from '@woshou/session'

/** What a teacher sees of one pair at a glance, folded from its session; small enough for hundreds of them in one message. */
export interface Tile extends Readonly<Record<Role, SeatTile>> {
  /** The version of the session's log that it tells of. */
  readonly version: number
  readonly started: boolean
  readonly ended: Extract<EventBody, { type: 'session-ended' }>['reason'] | null
  /** Time stands still. */
  readonly stopped: boolean
}

/** One end of a pair. Counts are of the student who sits there now; times are play time in ms. */
export interface SeatTile {
  /** Null: nobody has sat down yet. */
  readonly holder: 'student' | 'bot' | null
  /** No browser of theirs is connected. The log knows nothing of it: whoever hosts the session says so (`withPresence`). */
  readonly away: boolean
  readonly state: State
  readonly right: number
  readonly wrong: number
  readonly hints: number
  /** The rule that the newest wrong move broke first, and how often running it did; a right move ends that. */
  readonly rule: RuleId | null
  readonly again: number
  /** How often it has taken the third hint, and whether the newest of them is still of what is due now. */
  readonly answers: number
  readonly answered: boolean
  /** What a correct TCP would do in its place; null when there is nothing to do. */
  readonly due: Duty | null
  /** Since when that has been so. */
  readonly since: number
  /** What has to happen first, where nothing is due. */
  readonly waits: Waits | null
  /** How long it took with the newest right move, and in which state. */
  readonly took: { readonly state: State; readonly ms: number } | null
}

/** check: an arrival waits for what its student says of it. */
export type Duty = DueReason | 'check'

/** application: for a call that the script, or in free play the student, has not made yet. */
export type Waits = 'partner' | 'network' | 'timer' | 'application'

/**
 * Folds what has just happened into a session's tile. The first time makes it.
 * @param events what happened, in order, from the event after the tile's on
 * @param session as it is after them
 */
export function evolveTile(tile: Tile | null, events: readonly SessionEvent[], session: Session): Tile {
  const before = tile ?? NOTHING
  const duties = { client: dutyOf(session, 'client'), server: dutyOf(session, 'server') }
  return {
    version: session.version,
    started: session.started,
    ended: session.ended?.reason ?? null,
    stopped: session.stopped !== null,
    client: evolveSeat(before.client, events, session, 'client', duties),
    server: evolveSeat(before.server, events, session, 'server', duties),
  }
}

/** The tile with who is connected; the very same one when nothing is new. */
export function withPresence(tile: Tile, connected: Readonly<Record<Role, boolean>>): Tile {
  if (ROLES.every((role) => tile[role].away === !connected[role])) return tile
  const seat = (role: Role): SeatTile => ({ ...tile[role], away: !connected[role] })
  return { ...tile, client: seat('client'), server: seat('server') }
}

const NOTHING_DONE = {
  right: 0,
  wrong: 0,
  hints: 0,
  rule: null,
  again: 0,
  answers: 0,
  answered: false,
  took: null,
} as const satisfies Partial<SeatTile>

const NOBODY: SeatTile = {
  ...NOTHING_DONE,
  holder: null,
  away: false,
  state: 'CLOSED',
  due: null,
  since: 0,
  waits: null,
}

const NOTHING: Tile = { version: 0, started: false, ended: null, stopped: false, client: NOBODY, server: NOBODY }

function evolveSeat(
  before: SeatTile,
  events: readonly SessionEvent[],
  session: Session,
  role: Role,
  duties: Readonly<Record<Role, Duty | null>>,
): SeatTile {
  let seat = before
  // what is due has been dealt with, so that even the same thing is due anew
  let dealt = false
  for (const event of events) {
    const after = happened(seat, event, role)
    dealt ||= after.right > seat.right || after.holder !== seat.holder
    seat = after
  }
  const due = duties[role]
  const anew = dealt || due !== before.due || session.started !== (before.due !== null || before.waits !== null)
  const { state } = session.ends[role].tcb
  return {
    ...seat,
    state,
    due,
    since: anew ? session.at : before.since,
    waits: due === null ? waitsFor(session, duties[peerOf(role)]) : null,
    // a hint is taken for what is due: done with that, it is of no more use
    answered: seat.answered && session.ends[role].hintStep === 3,
  }
}

function happened(seat: SeatTile, event: SessionEvent, role: Role): SeatTile {
  if (!('role' in event) || event.role !== role) return seat
  switch (event.type) {
    case 'seat-taken':
      return { ...seat, holder: event.by ?? 'student' }
    case 'seat-handed-over':
      return {
        ...seat,
        ...(event.to === 'newcomer' && NOTHING_DONE),
        holder: event.to === 'partner' || event.to === 'bot' ? 'bot' : 'student',
      }
    default:
      // what a bot does in a student's place is nobody's doing
      return seat.holder === 'student' ? moved(seat, event) : seat
  }
}

function moved(seat: SeatTile, event: SessionEvent): SeatTile {
  switch (event.type) {
    case 'segment-sent':
    case 'segment-withheld':
    case 'arrival-checked': {
      const [first] = event.violations
      if (first) {
        const again = seat.rule === first.rule ? seat.again + 1 : 1
        return { ...seat, wrong: seat.wrong + 1, rule: first.rule, again }
      }
      const took = seat.due === null ? seat.took : { state: seat.state, ms: event.at - seat.since }
      return { ...seat, right: seat.right + 1, rule: null, again: 0, took }
    }
    case 'hint-taken': {
      const answers = seat.answers + (event.step === 3 ? 1 : 0)
      return { ...seat, hints: seat.hints + 1, answers, answered: event.step === 3 || seat.answered }
    }
    default:
      return seat
  }
}

function dutyOf({ ended, ends, started }: Session, role: Role): Duty | null {
  if (!started || ended) return null
  const end = ends[role]
  return end.inbox.length > 0 ? 'check' : (dueNow(end)[0]?.reason ?? null)
}

/**
 * What has to happen before this end has something to do, told from the truth: no end knows it.
 * @param others what is due at the other end
 */
function waitsFor(session: Session, others: Duty | null): Waits | null {
  if (session.ended) return null
  if (!session.started || others !== null) return 'partner'
  if (session.inFlight.some(({ arrivals }) => arrivals !== null)) return 'network'
  return session.deadlines.length > 0 ? 'timer' : 'application'
}
