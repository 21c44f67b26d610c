import { type Flags, timers } from '@woshou/protocol'
import { type End, evolveEnd } from '../eyes/end.ts'
import { tellable } from '../eyes/end-eye.ts'
import { see } from '../eyes/eyes.ts'
import { evolveInFlight } from '../eyes/in-flight.ts'
import type { SessionCreated, SessionEvent } from '../facts/event.ts'
import { holderAfter } from '../facts/holder-after.ts'
import { kindOf } from '../facts/kind-of.ts'
import { isRole, isSeat, ROLES, type Role } from '../facts/role.ts'
import { entryAfter, isDone, NO_ENTRY } from './on-the-way.ts'
import type { AnsweredMove, Deadline, Session } from './session.ts'
import { setOff } from './strangers.ts'

/** How many answered moves an end remembers: a browser never has more than one without an answer. */
const REMEMBERED_MOVES = 4

const NONE_ENTERED: Session['entered'][Role] = { SYN: 0, 'SYN,ACK': 0, ACK: 0, text: 0, FIN: 0, RST: 0 }

/**
 * Folds one event into the session. Both ends are folded from what their seats may see and nothing else, so a
 * browser that folds what it received holds the very TCB the server has.
 */
export function evolve(session: Session | null, event: SessionEvent): Session {
  if (event.type === 'session-created') return begin(event)
  if (!session) throw new Error(`a session's log begins with session-created, not ${event.type}`)
  if (event.version !== session.version + 1)
    throw new Error(`version ${event.version} can't follow version ${session.version}`)
  // Nobody but this call knows the next session yet. Copied once and then set, it takes half the time and memory of parts
  // that are made to be copied together: this runs twice for every move.
  const next: Draft = { ...session, version: event.version, at: event.at }
  happen(next, event)
  if (session.scenario.ends.server.listen || session.scenario.ends.client.listen) comeAndGo(session, next, event)
  next.ends = evolveEnds(session.ends, event)
  if (next.ends !== session.ends) next.deadlines = schedule(session, next.ends, event.at)
  next.moves = remember(session.moves, event)
  if (next.scenario.link.cutWhenDone && !next.pulled) next.pulled = isDone(next)
  if (next.scenario.link.middlebox) next.entry = entryAfter(session, next, event)
  return next
}

/** A session while it is being made. */
type Draft = { -readonly [Name in keyof Session]: Session[Name] }

function begin(event: SessionCreated & { version: number; at: number }): Session {
  const { type: _type, isn: _isn, ...created } = event
  const end = (role: Role) => {
    const seen = see(event, role)
    if (!seen) throw new Error('session-created must be seen by both seats')
    return evolveEnd(null, seen)
  }
  return {
    ...created,
    names: { client: null, server: null, network: null },
    holders: { client: 'student', server: 'student' },
    handed: { client: 0, server: 0, network: 0 },
    agreed: { client: false, server: false },
    watchable: { client: 0, server: 0 },
    ends: { client: end('client'), server: end('server') },
    tried: { client: 0, server: 0 },
    inFlight: [],
    called: { client: 0, server: 0 },
    calledAt: { client: 0, server: 0 },
    stirredAt: { client: 0, server: 0 },
    started: false,
    stopped: null,
    stoppedFor: 0,
    ended: null,
    deadlines: [],
    coming: [],
    fates: { client: {}, server: {} },
    surfaced: 0,
    flagsSent: { client: 0, server: 0 },
    moves: { client: [], server: [], network: [] },
    pulled: false,
    entry: NO_ENTRY,
    entered: { client: NONE_ENTERED, server: NONE_ENTERED },
  }
}

function evolveEnds(ends: Session['ends'], event: SessionEvent): Session['ends'] {
  const evolved: Partial<Record<Role, End>> = {}
  for (const role of ROLES) {
    const seen = see(event, role)
    if (seen) evolved[role] = evolveEnd(ends[role], seen)
  }
  return evolved.client || evolved.server ? { ...ends, ...evolved } : ends
}

const ofOne = <Key extends string, Value>(
  all: Readonly<Record<Key, Value>>,
  key: NoInfer<Key>,
  value: NoInfer<Value>,
): Readonly<Record<Key, Value>> => ({ ...all, [key]: value })

const oneMore = <Key extends string>(counts: Readonly<Record<Key, number>>, key: NoInfer<Key>) =>
  ofOne(counts, key, counts[key] + 1)

/** What the event changes of who is on the way to a listening host. */
function comeAndGo(before: Session, next: Draft, event: SessionEvent): void {
  if (event.type === 'seat-taken' || event.type === 'segment-sent') next.coming = setOff(before, event, next.started)
  if (event.type !== 'stranger-arrived') return
  const { fate, role, stranger } = event
  const [, ...later] = before.coming
  next.coming = later
  next.fates = ofOne(next.fates, role, { ...next.fates[role], [stranger]: fate })
}

/** What the event changes outside the two ends. */
function happen(next: Draft, event: SessionEvent): void {
  switch (event.type) {
    case 'seat-taken': {
      const { at, by = 'student', name, role } = event
      next.names = ofOne(next.names, role, name)
      if (!isRole(role)) break
      if (next.holders[role] !== by) next.holders = ofOne(next.holders, role, by)
      next.started = next.names.client !== null && next.names.server !== null
      next.calledAt = { client: at, server: at }
      next.stirredAt = next.calledAt
      break
    }
    case 'seat-handed-over': {
      const { name, role, to, version } = event
      next.handed = ofOne(next.handed, role, version)
      if (!isRole(role)) {
        next.names = ofOne(next.names, role, to === 'bot' ? null : name)
        break
      }
      next.names = ofOne(next.names, role, name)
      next.holders = ofOne(next.holders, role, holderAfter(to))
      if (to !== 'newcomer' && to !== 'bot') break
      next.tried = ofOne(next.tried, role, 0)
      next.agreed = ofOne(next.agreed, role, false)
      next.watchable = ofOne(next.watchable, role, 0)
      break
    }
    case 'network-agreed':
      next.agreed = ofOne(next.agreed, event.role, true)
      break
    case 'observer-agreed':
      next.watchable = ofOne(next.watchable, event.role, event.agreed ? event.version : 0)
      break
    case 'segment-withheld':
      next.tried = oneMore(next.tried, event.role)
      break
    case 'arrival-checked':
      if (event.outcome === null) next.tried = oneMore(next.tried, event.role)
      else next.stirredAt = ofOne(next.stirredAt, event.role, event.at)
      break
    case 'timer-expired':
      next.stirredAt = ofOne(next.stirredAt, event.role, event.at)
      break
    case 'application-called':
      next.stirredAt = ofOne(next.stirredAt, event.role, event.at)
      next.called = oneMore(next.called, event.role)
      next.calledAt = ofOne(next.calledAt, event.role, event.at)
      break
    case 'segment-sent': {
      const { role: from, segment } = event
      next.stirredAt = ofOne(next.stirredAt, from, event.at)
      const flags: Flags = next.flagsSent[from] | segment.flags
      if (flags !== next.flagsSent[from]) next.flagsSent = ofOne(next.flagsSent, from, flags)
      next.entered = ofOne(next.entered, from, oneMore(next.entered[from], kindOf(segment)))
      next.inFlight = evolveInFlight(next.inFlight, event)
      break
    }
    case 'old-duplicate-surfaced':
      next.inFlight = evolveInFlight(next.inFlight, event)
      next.surfaced += 1
      break
    case 'segment-arrived':
      next.stirredAt = ofOne(next.stirredAt, event.role, event.at)
      next.inFlight = evolveInFlight(next.inFlight, event)
      break
    case 'segment-released':
    case 'fault-made':
      next.inFlight = evolveInFlight(next.inFlight, event)
      break
    case 'time-stopped':
      next.stopped = { since: event.since }
      break
    case 'time-went-on':
      next.stopped = null
      next.stoppedFor += event.gap
      break
    case 'session-ended': {
      const { reason, role, at } = event
      next.ended = { reason, at, ...(role && { role }) }
    }
  }
}

/**
 * The deadlines after the ends have changed: a timer that goes on keeps its own, a new or restarted one gets one. A TCP
 * acknowledges the FIN in the moment in which it enters TIME-WAIT; a student needs longer, and the wait begins with the
 * ACK.
 */
function schedule({ deadlines, scenario }: Session, ends: Session['ends'], now: number): readonly Deadline[] {
  const next: Deadline[] = []
  for (const role of ROLES) {
    const { tcb } = ends[role]
    for (const { timer, after, epoch } of timers(tcb)) {
      if (!(scenario.timers as readonly string[]).includes(timer)) continue
      if (timer === 'time-wait' && tcb.owed.length > 0) continue
      const running = deadlines.find((d) => d.role === role && d.timer === timer && d.epoch === epoch)
      next.push(running ?? { role, timer, epoch, at: now + after })
    }
  }
  return next
}

/** What a move's student is told of its being wrong; null when it is not, or is not told. */
function toldWrong(event: SessionEvent): AnsweredMove['violations'] {
  if (event.type === 'segment-withheld') return tellable(event)
  if (event.type !== 'arrival-checked' || event.told === 'nothing' || event.violations.length === 0) return null
  return tellable(event)
}

function remember(moves: Session['moves'], event: SessionEvent): Session['moves'] {
  if (!('move' in event) || event.move === undefined || event.role === undefined) return moves
  // a newer build's seat
  if (!isSeat(event.role)) return moves
  const outcome: AnsweredMove = {
    move: event.move,
    version: event.version,
    violations: toldWrong(event),
  }
  const remembered = moves[event.role].slice(1 - REMEMBERED_MOVES)
  remembered.push(outcome)
  return { ...moves, [event.role]: remembered }
}
