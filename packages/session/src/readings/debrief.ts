import {
  type Check,
  inWindow,
  type RuleId,
  type Segment,
  type State,
  seqLength,
  type Violation,
} from '@woshou/protocol'
import type { FaultMade, SessionEvent } from '../facts/event.ts'
import { ROLES, type Role, type Seat } from '../facts/role.ts'
import type { Origin } from '../facts/scenario.ts'
import type { Session } from '../table/session.ts'
import { type Held, holders } from './holders.ts'
import { moments } from './moments.ts'
import { type Progress, progressOfLog } from './progress.ts'

/** From when on an end believed itself to be in a state; until its next belief. */
export interface Belief {
  readonly state: State
  /** Play time, ms, and the version of the event that brought it. */
  readonly at: number
  readonly version: number
}

/** A wrong attempt of one student, with all that the judge said, told at the time or not. */
export type Slip = {
  readonly version: number
  /** Play time, ms. */
  readonly at: number
  readonly role: Role
  /** The first explains most. */
  readonly violations: readonly Violation[]
} & (
  | {
      readonly kind: 'segment'
      readonly segment: Segment
      /** It left all the same. */
      readonly left: boolean
    }
  | {
      readonly kind: 'check'
      readonly check: Check
      /** The arrival it was about. */
      readonly segment: Segment
    }
)

/** Something worth saying about a segment that was right: allowed and unwise, or right though many believe it wrong. */
export interface Noted {
  readonly version: number
  /** Play time, ms. */
  readonly at: number
  readonly role: Role
  readonly segment: Segment
  readonly rule: RuleId
}

/** What happened to a segment between the ends. */
export interface Mishap {
  /** The version at which it happened. */
  readonly version: number
  /** Play time, ms. */
  readonly at: number
  /** Whose segment it was. */
  readonly from: Role
  readonly segment: Segment
  readonly what: FaultMade['do'] | 'old-duplicate' | Origin | 'alter'
  /** link: by the scenario's script or by chance; otherwise somebody did it by hand. */
  readonly by: Seat | 'link'
  /** When its sender sent the same numbers again, play time in ms; null when it never did. */
  readonly again: number | null
}

/** One of the students who played an end. */
export interface Student {
  readonly name: string
  /** Of their own moves alone. */
  readonly progress: Progress
}

/** What both students learn afterwards: both ends side by side, and what neither was told. */
export interface Debrief {
  readonly beliefs: Readonly<Record<Role, readonly Belief[]>>
  readonly slips: readonly Slip[]
  readonly remarks: readonly Noted[]
  readonly mishaps: readonly Mishap[]
  readonly progress: Readonly<Record<Role, Progress>>
  /** Who played each end, one after the other; a correct TCP in their place is nobody's progress. */
  readonly held: Readonly<Record<Role, readonly Held[]>>
  readonly students: Readonly<Record<Role, readonly Student[]>>
  /** Play time of the first thing that happened after both sat down, and of the last, ms. */
  readonly from: number
  readonly until: number
}

/** @param log a session's whole log; an empty one throws a RangeError */
export function debrief(log: readonly SessionEvent[]): Debrief {
  const beliefs: Record<Role, Belief[]> = { client: [], server: [] }
  const slips: Slip[] = []
  const remarks: Noted[] = []
  const mishaps: Mishap[] = []
  let from: number | null = null
  for (const { before, event, session } of moments(log)) {
    const { at, version } = event
    if (event.type !== 'session-created' && event.type !== 'seat-taken' && event.type !== 'seat-handed-over')
      from ??= at
    for (const role of ROLES) {
      const { state } = session.ends[role].tcb
      if (beliefs[role].at(-1)?.state !== state) beliefs[role].push({ state, at, version })
    }
    if (!before) continue
    if (event.type === 'segment-sent')
      for (const { rule } of event.remarks)
        remarks.push({ version, at, role: event.role, segment: event.segment, rule })
    const slip = slipOf(event, before)
    if (slip) slips.push(slip)
    const mishap = mishapOf(event, before)
    if (mishap) mishaps.push({ ...mishap, again: sentAgain(log, mishap) })
  }
  const last = log.at(-1)
  if (!last) throw new RangeError('a debrief needs at least the first event')
  const progress = { client: progressOfLog(log, 'client'), server: progressOfLog(log, 'server') }
  const held = { client: holders(log, 'client'), server: holders(log, 'server') }
  const students = { client: studentsOf(log, 'client', held.client), server: studentsOf(log, 'server', held.server) }
  return { beliefs, slips, remarks, mishaps, progress, held, students, from: from ?? last.at, until: last.at }
}

function studentsOf(log: readonly SessionEvent[], role: Role, held: readonly Held[]): readonly Student[] {
  const names: string[] = []
  for (const { by, name, student } of held) if (by === 'student') names[student] = name
  return names.map((name, student) => ({ name, progress: progressOfLog(log, role, student) }))
}

function slipOf(event: SessionEvent, { ends }: Session): Slip | null {
  if (!('violations' in event)) return null
  const { at, role, version, violations } = event
  const wrong = { version, at, role, violations }
  if (event.type === 'segment-withheld') return { ...wrong, kind: 'segment', segment: event.segment, left: false }
  if (violations.length === 0) return null
  if (event.type === 'segment-sent') return { ...wrong, kind: 'segment', segment: event.segment, left: true }
  const [segment] = ends[role].inbox
  if (!segment) throw new Error(`nothing arrived that version ${version} could be about`)
  return { ...wrong, kind: 'check', check: event.check, segment }
}

type Befallen = Omit<Mishap, 'again'>

function mishapOf(event: SessionEvent, { pace, scenario, inFlight }: Session): Befallen | null {
  const { at, version } = event
  if (event.type === 'old-duplicate-surfaced')
    return { version, at, from: event.role, segment: event.segment, what: event.by ?? 'old-duplicate', by: 'link' }
  if (event.type === 'fault-made') {
    const flight = inFlight.find(({ sent }) => sent === event.sent)
    return flight ? { version, at, from: flight.from, segment: flight.segment, what: event.do, by: event.role } : null
  }
  if (event.type !== 'segment-sent' || event.arrivals === null) return null
  if (event.altered) return { version, at, from: event.role, segment: event.altered, what: 'alter', by: 'link' }
  const [first, second] = event.arrivals
  const late = first !== undefined && first > Math.round(at + scenario.link.latency * pace)
  const what = first === undefined ? 'drop' : second !== undefined ? 'duplicate' : late ? 'delay' : null
  return what && { version, at, from: event.role, segment: event.segment, what, by: 'link' }
}

/**
 * When a lost segment's first number was sent again, perhaps behind older text in one segment (§3.8.1 lets a sender cut
 * anew); what takes no number is not sent again.
 */
function sentAgain(log: readonly SessionEvent[], { from, segment, version, what }: Befallen): number | null {
  if (what !== 'drop' || seqLength(segment) === 0) return null
  const again = log.find(
    (event) =>
      event.version > version &&
      event.type === 'segment-sent' &&
      event.role === from &&
      inWindow(segment.seq, event.segment.seq, seqLength(event.segment)),
  )
  return again?.at ?? null
}
