import type { EventBody, Holder, SessionEnded, TimeStopped, TimeWentOn } from '../facts/event.ts'
import { holderAfter } from '../facts/holder-after.ts'
import type { Level } from '../facts/level.ts'
import { isRole, type Role, type Seat } from '../facts/role.ts'
import type { SeenSeatTaken } from './end-eye.ts'

/** What every viewer of a session knows: who sits where, whether it has begun, and how it ended. */
export interface Known<Event, Scenario> {
  /** The viewer's own number of the newest event. */
  readonly version: number
  readonly scenario: Scenario
  readonly level: Level
  readonly pace: number
  /** Milliseconds since 1970, UTC: when play time 0 was. */
  readonly createdAt: number
  readonly names: Readonly<Record<Seat, string | null>>
  /** Who plays each end now, as far as the viewer is told. */
  readonly holders: Readonly<Record<Role, Holder>>
  /** Both ends have been taken. */
  readonly started: boolean
  /** Time stands still: nobody can move; null while it runs. `at` is play time, `since` the clock's, ms since 1970, UTC. */
  readonly paused: { readonly at: number; readonly since: number } | null
  readonly ended: (Omit<SessionEnded, 'type' | 'move'> & { readonly at: number }) | null
  /** Everything seen, in order: what the ladder is drawn from. */
  readonly events: readonly Event[]
}

type Beginning<Scenario> = Pick<Known<unknown, Scenario>, 'scenario' | 'level' | 'pace' | 'createdAt' | 'version'>

/** What the first event tells every viewer. */
export function begun<Event extends Beginning<Event['scenario']>>(event: Event): Known<Event, Event['scenario']> {
  const { createdAt, level, pace, scenario, version } = event
  return {
    version,
    scenario,
    level,
    pace,
    createdAt,
    names: { client: null, server: null, network: null },
    holders: { client: 'student', server: 'student' },
    started: false,
    paused: null,
    ended: null,
    events: [event],
  }
}

/** What is told to every viewer alike. */
type Common = (SeenSeatTaken | TimeStopped | TimeWentOn | SessionEnded) & { readonly at: number }

/** Any event after the first, of any viewer. */
type After = Common | { readonly type: Exclude<EventBody['type'], Common['type']> }

type Learnt = Pick<Known<unknown, unknown>, 'names' | 'holders' | 'started' | 'paused' | 'ended'>

/** What every viewer learns from an event alike: who sits where from now on, whether time stands still, how it ended. */
export function learnt({ holders, names: before }: Learnt, event: After): Partial<Learnt> {
  switch (event.type) {
    case 'seat-taken': {
      const { by = 'student', handed, name, role } = event
      const names = { ...before, [role]: handed === 'bot' && !isRole(role) ? null : name }
      const holder: Holder = handed ? holderAfter(handed) : by
      return {
        names,
        holders: isRole(role) ? { ...holders, [role]: holder } : holders,
        started: names.client !== null && names.server !== null,
      }
    }
    case 'time-stopped':
      return { paused: { at: event.at, since: event.since } }
    case 'time-went-on':
      return { paused: null }
    case 'session-ended': {
      const { at, reason, role } = event
      return { ended: { reason, at, ...(role && { role }) } }
    }
    default:
      return NOTHING_NEW
  }
}

const NOTHING_NEW: Partial<Learnt> = {}
