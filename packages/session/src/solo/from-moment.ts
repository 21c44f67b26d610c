import type { SessionEvent } from '../facts/event.ts'
import { isRole, type Role } from '../facts/role.ts'
import { LONGEST_LOG } from '../table/index.ts'
import type { SoloRecord } from './solo-session.ts'

/**
 * The version up to which a log is kept so that an end plays on alone from another version: as a replay shows it there,
 * with all that followed from it in the same instant. A wrong move of that very end is to be done better: the log is
 * kept until just before it. Before both have sat down there is nothing to play yet: until then.
 * Null where nothing is left to play, and of recorded exchanges, whose links nobody knows.
 */
export function momentOf(log: readonly SessionEvent[], version: number, role: Role): number | null {
  const [created] = log
  if (created?.type !== 'session-created' || created.scenario.calls === 'observed') return null
  const chosen = log[Math.min(Math.max(Math.trunc(version), 1), log.length) - 1]
  if (!chosen) return null
  const wrong = 'violations' in chosen && chosen.violations.length > 0 && chosen.role === role
  const [, second] = log.filter((event) => event.type === 'seat-taken' && isRole(event.role))
  let kept = Math.max(wrong ? chosen.version - 1 : chosen.version, second?.version ?? log.length + 1)
  if (kept > log.length || kept >= LONGEST_LOG) return null
  // `kept` is a version: the event after it stands at that index
  for (let next = log[kept]; next && followsAtOnce(next, log[kept - 1]); next = log[kept]) kept++
  const last = log[kept - 1]
  return last?.type === 'session-ended' && last.reason === 'goal-reached' ? null : kept
}

/** Whether it came of the event before it, in one instant: nobody could do anything in between. */
function followsAtOnce(event: SessionEvent, before: SessionEvent | undefined): boolean {
  if (event.at !== before?.at) return false
  if (event.type === 'application-called') return event.move === undefined
  if (event.type === 'session-ended') return event.reason === 'goal-reached'
  return event.type === 'segment-released' || event.type === 'queue-left' || event.type === 'old-duplicate-surfaced'
}

/**
 * A solo session that begins where an end of another one stood at a version (`momentOf`), with everything as it was then:
 * both ends, what is on its way, and the numbers. A correct TCP takes the other seat, and who else had a part in it is
 * left out: whoever sat in between, played for somebody, stopped the time or watched. Null where there is no such moment.
 * @param version of any event of the log
 * @param names what the student and the partner are called from now on
 */
export function fromMoment(
  log: readonly SessionEvent[],
  version: number,
  role: Role,
  names: Readonly<Record<Role, string>>,
): SoloRecord | null {
  const kept = momentOf(log, version, role)
  if (kept === null) return null
  /** The versions that the kept events have here, by those that they had. */
  const versions = new Map<number, number>()
  const own = log.slice(0, kept).flatMap((event): readonly SessionEvent[] => {
    const two = ofTwo(event, role, names)
    if (two) versions.set(event.version, versions.size + 1)
    return two ? [two] : []
  })
  return { role, character: 'prompt', log: own.map((event) => numbered(event, (old) => versions.get(old) ?? 0)) }
}

/** An event as it would have been had nobody but these two had a part in it; null when it would not have been. */
function ofTwo(event: SessionEvent, role: Role, names: Readonly<Record<Role, string>>): SessionEvent | null {
  switch (event.type) {
    case 'session-created': {
      // an exam's tries were somebody else's; and this student's segments are judged, even in a flawed partner's seat
      const { tries: _tries, unjudged, ...created } = event
      return { ...created, network: false, ...(unjudged && unjudged !== role && { unjudged }) }
    }
    case 'seat-taken': {
      const { at, role: seat, type, version } = event
      return isRole(seat) ? { type, role: seat, name: names[seat], version, at } : null
    }
    case 'seat-handed-over':
    case 'network-agreed':
    case 'observer-agreed':
    case 'time-stopped':
    case 'time-went-on':
    case 'session-ended':
      return null
    default:
      return event
  }
}

/** Under its own version, as are those that it names. Moves have new names, which none of those to come has. */
function numbered(event: SessionEvent, at: (version: number) => number): SessionEvent {
  const version = at(event.version)
  return {
    ...event,
    version,
    ...('sent' in event && { sent: at(event.sent) }),
    ...('attempt' in event && { attempt: at(event.attempt) }),
    ...('move' in event && event.move !== undefined && { move: `before-${version}` }),
  }
}
