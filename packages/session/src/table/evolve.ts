import { type Flags, timers } from '@woshou/protocol'
import { type End, evolveEnd } from '../eyes/end.ts'
import { evolveWire } from '../eyes/in-flight.ts'
import { see, tellable } from '../eyes/see.ts'
import type { SessionCreated, SessionEvent } from '../facts/event.ts'
import { kindOf } from '../facts/kind-of.ts'
import { ROLES, type Role, SEATS } from '../facts/role.ts'
import type { Deadline, Outcome, Session } from './session.ts'

/** How many answered moves an end remembers: a browser never has more than one without an answer. */
const REMEMBERED_MOVES = 16

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
  const ends = evolveEnds(session.ends, event)
  return {
    ...session,
    ...happened(session, event),
    version: event.version,
    at: event.at,
    ends,
    deadlines: ends === session.ends ? session.deadlines : schedule(session, ends, event.at),
    moves: remember(session.moves, event),
  }
}

/** Folds a whole log; null when it is empty. */
export const fold = (events: Iterable<SessionEvent>, from: Session | null = null): Session | null => {
  let session = from
  for (const event of events) session = evolve(session, event)
  return session
}

function begin({ type: _type, isn: _isn, ...created }: SessionCreated & { version: number; at: number }): Session {
  const event = { type: _type, isn: _isn, ...created } as SessionEvent
  const end = (role: Role) => {
    const seen = see(event, role)
    if (!seen) throw new Error('session-created must be seen by both seats')
    return evolveEnd(null, seen)
  }
  return {
    ...created,
    names: { client: null, server: null, network: null },
    holders: { client: 'student', server: 'student' },
    handed: { client: 0, server: 0 },
    agreed: { client: false, server: false },
    ends: { client: end('client'), server: end('server') },
    tried: { client: 0, server: 0 },
    wire: [],
    called: { client: 0, server: 0 },
    calledAt: { client: 0, server: 0 },
    started: false,
    ended: null,
    deadlines: [],
    surfaced: 0,
    flagsSent: { client: 0, server: 0 },
    moves: { client: [], server: [], network: [] },
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

const oneMore = (tried: Session['tried'], role: Role): Session['tried'] => ({ ...tried, [role]: tried[role] + 1 })

/** What the event changed outside the two ends. */
function happened(session: Session, event: SessionEvent): Partial<Session> {
  switch (event.type) {
    case 'seat-taken': {
      const names = { ...session.names, [event.role]: event.name }
      if (event.role === 'network') return { names }
      const { at } = event
      return { names, started: names.client !== null && names.server !== null, calledAt: { client: at, server: at } }
    }
    case 'seat-handed-over': {
      const { name, role, to, version } = event
      return {
        names: { ...session.names, [role]: name },
        holders: { ...session.holders, [role]: to === 'partner' ? 'partner' : 'student' },
        handed: { ...session.handed, [role]: version },
        ...(to === 'newcomer' && {
          tried: { ...session.tried, [role]: 0 },
          agreed: { ...session.agreed, [role]: false },
        }),
      }
    }
    case 'network-agreed':
      return { agreed: { ...session.agreed, [event.role]: true } }
    case 'segment-withheld':
      return { tried: oneMore(session.tried, event.role) }
    case 'arrival-checked':
      return event.outcome === null ? { tried: oneMore(session.tried, event.role) } : {}
    case 'application-called':
      return {
        called: { ...session.called, [event.role]: session.called[event.role] + 1 },
        calledAt: { ...session.calledAt, [event.role]: event.at },
      }
    case 'segment-sent': {
      const { role: from, segment } = event
      const flags: Flags = session.flagsSent[from] | segment.flags
      const entered = session.entered[from]
      const kind = kindOf(segment)
      return {
        wire: evolveWire(session.wire, event),
        flagsSent: { ...session.flagsSent, [from]: flags },
        entered: { ...session.entered, [from]: { ...entered, [kind]: entered[kind] + 1 } },
      }
    }
    case 'old-duplicate-surfaced':
      return { wire: evolveWire(session.wire, event), surfaced: session.surfaced + 1 }
    case 'segment-released':
    case 'segment-arrived':
    case 'fault-made':
      return { wire: evolveWire(session.wire, event) }
    case 'session-ended': {
      const { reason, role, at } = event
      return { ended: { reason, at, ...(role && { role }) } }
    }
    default:
      return {}
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
function toldWrong(event: SessionEvent): Outcome['violations'] {
  if (event.type === 'segment-withheld') return tellable(event)
  if (event.type !== 'arrival-checked' || event.told === 'nothing' || event.violations.length === 0) return null
  return tellable(event)
}

function remember(moves: Session['moves'], event: SessionEvent): Session['moves'] {
  if (!('move' in event) || event.move === undefined || event.role === undefined) return moves
  // a newer build's seat
  if (!SEATS.includes(event.role)) return moves
  const outcome: Outcome = {
    move: event.move,
    version: event.version,
    violations: toldWrong(event),
  }
  return { ...moves, [event.role]: [...moves[event.role].slice(1 - REMEMBERED_MOVES), outcome] }
}
