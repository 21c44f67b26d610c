import type { OwedReason, Segment, Violation } from '@woshou/protocol'
import { arriving } from '../eyes/end.ts'
import type { SessionEvent } from '../facts/event.ts'
import { isRole, peerOf, type Role } from '../facts/role.ts'
import { moments } from '../readings/moments.ts'
import type { Session } from '../table/session.ts'

/** What became of one wrong segment that the partner sent: for the debrief. */
export interface Noticed {
  /** The version at which it was sent. */
  readonly version: number
  /** What was wrong with it; the first violation's rule. */
  readonly rule: Violation['rule']
  readonly violations: readonly Violation[]
  /** The version at which it arrived; null when it did not. */
  readonly arrived: number | null
  /** What the student's TCP owed to it; empty when nothing was to be sent. */
  readonly owed: readonly OwedReason[]
  /**
   * Whether it was answered as a TCP should: by what was owed, or rightly by nothing; and, where arrivals are
   * checked by hand, whether the first check was right. Null when it did not arrive, or when something else that
   * arrived made the answer needless before any was given.
   */
  readonly noticed: boolean | null
  /** The version of the segment that answered; null when none did, or none was owed. */
  readonly answer: number | null
  /** The student's wrong attempts on the way: checks, and segments before the answer. */
  readonly attempts: number
}

/** A wrong segment while it is followed through the log. */
interface Followed extends Omit<Noticed, 'noticed'> {
  readonly segment: Segment
  /** The arrival waits for the check, then for the answer. */
  readonly phase: 'in-flight' | 'unchecked' | 'unanswered' | 'overtaken' | 'unprovoked' | 'done'
  readonly wrongChecks: number
}

/** How the student answered each wrong segment of the partner, in the order in which they were sent. */
export function noticed(log: readonly SessionEvent[], student: Role): readonly Noticed[] {
  const followed = new Map<number, Followed>()
  /** The versions at which the student's unchecked arrivals were sent, oldest first. */
  const inbox: number[] = []
  for (const { before, event, session } of moments(log)) {
    if (event.type === 'segment-sent' && event.role === peerOf(student)) begin(followed, event)
    if (!before || !('role' in event) || event.role !== student) continue
    for (const one of [...followed.values()])
      followed.set(one.version, follow(one, event, before, session, inbox[0] ?? null))
    if (event.type === 'segment-arrived' && event.outcome === null) inbox.push(event.sent)
    if (event.type === 'arrival-checked' && event.outcome !== null) inbox.shift()
  }
  return [...followed.values()].map(conclude)
}

function begin(followed: Map<number, Followed>, event: Extract<SessionEvent, { type: 'segment-sent' }>): void {
  const { segment, version, violations } = event
  const [first] = violations
  if (!first) return
  const nothing = { arrived: null, owed: [], answer: null, attempts: 0, wrongChecks: 0, phase: 'in-flight' } as const
  followed.set(version, { version, rule: first.rule, violations, segment, ...nothing })
}

function conclude({ segment: _segment, phase, wrongChecks, ...one }: Followed): Noticed {
  if (one.arrived === null || (phase === 'overtaken' && one.attempts === 0)) return { ...one, noticed: null }
  const answered = one.owed.length > 0 ? one.answer !== null : phase !== 'unchecked' && one.attempts === wrongChecks
  return { ...one, noticed: answered && wrongChecks === 0 }
}

/** What one event at the student's end means for a wrong segment that is on its way, or has arrived there. */
function follow(
  one: Followed,
  event: SessionEvent,
  before: Session,
  after: Session,
  oldestUnchecked: number | null,
): Followed {
  switch (one.phase) {
    case 'in-flight':
      if (event.type !== 'segment-arrived' || event.sent !== one.version) return one
      if (event.outcome === null) return { ...one, arrived: event.version, phase: 'unchecked' }
      return take({ ...one, arrived: event.version }, event.role, before)
    case 'unchecked':
      if (event.type !== 'arrival-checked' || oldestUnchecked !== one.version) return one
      return check(one, event, before)
    case 'unanswered':
      return wait(one, event, after)
    case 'unprovoked':
      if (isWrongAttempt(event)) return { ...one, attempts: one.attempts + 1 }
      return event.type === 'segment-sent' || event.type === 'segment-arrived' ? { ...one, phase: 'done' } : one
    case 'overtaken':
    case 'done':
      return one
  }
}

function take(one: Followed, role: Role, before: Session): Followed {
  const owed = arriving(before.ends[role], one.segment).owed.map(({ reason }) => reason)
  return { ...one, owed, phase: owed.length > 0 ? 'unanswered' : 'unprovoked' }
}

function check(one: Followed, event: Extract<SessionEvent, { type: 'arrival-checked' }>, before: Session): Followed {
  const wrong = event.violations.length > 0 ? 1 : 0
  const counted = { ...one, attempts: one.attempts + wrong, wrongChecks: one.wrongChecks + wrong }
  return event.outcome === null ? counted : take(counted, event.role, before)
}

/** A reply is owed: whether this event pays it. */
function wait(one: Followed, event: SessionEvent, after: Session): Followed {
  if (isWrongAttempt(event)) return { ...one, attempts: one.attempts + 1 }
  if (!('role' in event) || !event.role || !isRole(event.role)) return one
  const still = after.ends[event.role].tcb.owed.filter(({ reason }) => one.owed.includes(reason))
  // acknowledgements are paid together, resets one by one
  const unpaid = still.some(({ reason, to }) => !reason.startsWith('reset') || same(to, one.segment))
  if (unpaid) return one
  return event.type === 'segment-sent'
    ? { ...one, answer: event.version, phase: 'done' }
    : { ...one, phase: 'overtaken' }
}

const isWrongAttempt = (event: SessionEvent): boolean =>
  (event.type === 'segment-sent' || event.type === 'segment-withheld') && event.violations.length > 0

const same = (a: Segment, b: Segment): boolean =>
  a.flags === b.flags && a.seq === b.seq && a.ack === b.ack && a.text === b.text
