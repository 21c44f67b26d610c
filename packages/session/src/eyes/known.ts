import type { Holder, SeatHandedOver, SessionEnded, TimeStopped, TimeWentOn } from '../facts/event.ts'
import type { Level } from '../facts/level.ts'
import { isRole, type Role, type Seat } from '../facts/role.ts'

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

type Seating = Pick<Known<unknown, unknown>, 'names' | 'holders' | 'started'>

/** Somebody sits down, or plays on where another one sat. */
export function seated(
  { holders, names: before }: Seating,
  { handed, name, role }: { readonly role: Seat; readonly name: string; readonly handed?: SeatHandedOver['to'] },
): Seating {
  const names = { ...before, [role]: name }
  const holder = handed === 'partner' ? ('partner' as const) : ('student' as const)
  return {
    names,
    holders: isRole(role) ? { ...holders, [role]: holder } : holders,
    started: names.client !== null && names.server !== null,
  }
}

/** Whether time stands still from here on. */
export const pausing = (
  event: (TimeStopped | TimeWentOn) & { readonly at: number },
): Known<unknown, unknown>['paused'] => (event.type === 'time-stopped' ? { at: event.at, since: event.since } : null)

/** How it ended. */
export const resultOf = ({
  at,
  reason,
  role,
}: SessionEnded & { readonly at: number }): Known<unknown, unknown>['ended'] => ({
  reason,
  at,
  ...(role && { role }),
})
