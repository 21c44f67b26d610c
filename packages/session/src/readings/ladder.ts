import {
  type Check,
  type Reception,
  RST,
  type Segment,
  type State,
  SYN,
  type Timer,
  type Violation,
} from '@woshou/protocol'
import { type End, evolveEnd } from '../eyes/end.ts'
import type { EndEvent } from '../eyes/end-eye.ts'
import { EYES, type SeenEvent, see } from '../eyes/eyes.ts'
import type { FaultMade, QueueLeft, SeatHandedOver, SessionEvent, StrangerFate } from '../facts/event.ts'
import { isRole, peerOf, ROLES, type Role, type Viewer } from '../facts/role.ts'
import type { Origin, WishedCall } from '../facts/scenario.ts'

/**
 * A segment's slanted line. `unknown`: its sender can't know whether it arrived. `held`: it waits on the wire for
 * its counterpart. Times are play time in ms.
 */
export interface LadderLine {
  readonly key: string
  /** The version of the event that drew it: of its sending, or of its arrival where the sending was hidden. */
  readonly version: number
  readonly from: Role
  readonly segment: Segment
  /** For a seat that only saw it arrive: reckoned from the link's latency. */
  readonly sentAt: number
  /** When it arrives, or would by the link's latency; null while it is held, and when it was lost. */
  readonly arriveAt: number | null
  readonly fate: 'in-flight' | 'held' | 'arrived' | 'lost' | 'unknown'
  /** A segment of an earlier connection: nobody sent it in this one. */
  readonly old: boolean
  /** Who sent it, where that is no end's TCP, and it is not of an earlier connection. */
  readonly by?: Origin
  /** It was changed on its way, or by its sender's faulty stack: `segment` is what went on. */
  readonly altered?: true
  /** Of a recorded exchange: the recording does not hold it, what followed shows that it was sent. */
  readonly inferred?: true
  /** Of a recorded exchange: the recording does not tell whether it was right. */
  readonly untold?: true
  /** The version of its arrival, where that was seen. */
  readonly arrivedIn: number | null
  readonly outcome: Reception['outcome'] | null
  /** What was wrong with it, where that is known: at the wire level wrong segments leave too. */
  readonly violations: readonly Violation[]
  /** Who interfered with it, and how; empty when nobody did. */
  readonly faults: readonly FaultMade['do'][]
}

/** Something that happened at one end, drawn on its lifeline. */
export type LadderTick = { readonly version: number; readonly role: Role; readonly at: number } & (
  | { readonly kind: 'state'; readonly from: State; readonly to: State }
  | { readonly kind: 'call'; readonly call: WishedCall['type']; readonly bytes: number | null }
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'withheld'; readonly segment: Segment; readonly violations: readonly Violation[] }
  | { readonly kind: 'hint'; readonly step: 1 | 2 | 3 }
  /** At a listening host: another client's segment came, or an entry left a queue; `stranger` null is the own entry. */
  | {
      readonly kind: 'queue'
      readonly stranger: number | null
      readonly what: StrangerFate | QueueLeft['why']
      /** The flag that came; null where nothing did. */
      readonly came: 'SYN' | 'ACK' | 'RST' | null
    }
  | {
      /** From here on somebody else plays an end; `role` is the lifeline that has room to say so. */
      readonly kind: 'holder'
      readonly of: Role
      readonly name: string
      readonly to: SeatHandedOver['to']
    }
  /** Time stood still here, at both ends at once; `gap`: for how long, ms, null while it does. */
  | { readonly kind: 'pause'; readonly gap: number | null }
  | {
      readonly kind: 'check'
      readonly check: Check
      /** Null when the student was not told, and the viewer is not either. */
      readonly right: boolean | null
      readonly violations: readonly Violation[]
    }
)

/** The time-sequence diagram as data: what stands on the page, not where. */
export interface Ladder {
  readonly lines: readonly LadderLine[]
  readonly ticks: readonly LadderTick[]
  readonly start: Readonly<Partial<Record<Role, State>>>
  /** Play time of the first thing that happened after both sat down, and of the last one known. */
  readonly from: number
  readonly until: number
  /** When the session ended, and its version. */
  readonly ended: { readonly at: number; readonly version: number } | null
  /** One-way latency of the link in play ms. */
  readonly latency: number
}

/** The ladder that a viewer sees: of the ends that it can follow their states, of the wire what it is told. */
export function ladder<V extends Viewer>(events: readonly SeenEvent<V>[], viewer: V): Ladder {
  const eye = EYES[viewer]
  return draw(events, eye.follows, eye.beside)
}

/**
 * The ladder of a whole log, both ends, fates revealed: the replay's.
 * @param upTo only what happened up to this version; lines that had not arrived by then are in flight
 */
export const ladderOfLog = (log: readonly SessionEvent[], upTo = Number.POSITIVE_INFINITY): Ladder =>
  draw(
    log.filter(({ version }) => version <= upTo),
    (event) => ROLES.map((role) => [role, see(event, role)] as const),
    (role) => role,
  )

type Drawn = SessionEvent | SeenEvent<Viewer>

/**
 * @param eyes the ends that can be followed, and the event as each of their seats sees it
 * @param beside at which of them it is said who plays an end from now on; null where it is not said
 */
function draw<E extends Drawn>(
  events: readonly E[],
  eyes: (event: E) => readonly (readonly [Role, EndEvent | null])[],
  beside: (role: Role) => Role | null,
): Ladder {
  const lines = new Map<string, LadderLine>()
  const ticks: LadderTick[] = []
  const ends: Partial<Record<Role, End>> = {}
  const start: Partial<Record<Role, State>> = {}
  let latency = 0
  let from: number | null = null
  let until = 0
  let ended: Ladder['ended'] = null
  for (const event of events) {
    const { at, version } = event
    until = Math.max(until, at)
    if (event.type === 'session-created') latency = event.scenario.link.latency * event.pace
    else if (event.type !== 'seat-taken' && event.type !== 'seat-handed-over') from ??= at
    if (event.type === 'session-ended') ended = { at, version }
    drawLine(lines, event, latency)
    drawTick(ticks, event)
    drawHolder(ticks, event, beside)
    for (const [role, seen] of eyes(event)) {
      if (!seen) continue
      const before = ends[role]
      const after = evolveEnd(before ?? null, seen)
      ends[role] = after
      if (!before) start[role] = after.tcb.state
      else if (before.tcb.state !== after.tcb.state)
        ticks.push({ version, role, at, kind: 'state', from: before.tcb.state, to: after.tcb.state })
    }
  }
  return { lines: [...lines.values()], ticks, start, from: from ?? until, until, ended, latency }
}

function drawLine(lines: Map<string, LadderLine>, event: Drawn, latency: number): void {
  const { at, version } = event
  if (event.type === 'segment-sent' || event.type === 'old-duplicate-surfaced') {
    const arrivals = 'arrivals' in event ? event.arrivals : undefined
    const key = `${version}`
    lines.set(key, {
      key,
      version,
      from: event.role,
      segment: ('altered' in event && event.altered) || event.segment,
      sentAt: at,
      arriveAt: arrivals === undefined ? at + latency : (arrivals?.[0] ?? null),
      fate: arrivals === undefined ? 'unknown' : arrivals === null ? 'held' : arrivals.length ? 'in-flight' : 'lost',
      old: event.type === 'old-duplicate-surfaced',
      ...('by' in event && event.by && { by: event.by }),
      ...('altered' in event && event.altered && { altered: true as const }),
      ...('observed' in event && event.observed === 'inferred' && { inferred: true as const }),
      ...('untold' in event && event.untold && { untold: true as const }),
      arrivedIn: null,
      outcome: null,
      violations: 'violations' in event ? event.violations : [],
      faults: [],
    })
  } else if (event.type === 'segment-released') {
    const line = lines.get(`${event.sent}`)
    const [arriveAt] = event.arrivals
    if (line && arriveAt !== undefined) lines.set(line.key, { ...line, arriveAt, fate: 'in-flight' })
  } else if (event.type === 'fault-made') {
    const line = lines.get(`${event.sent}`)
    if (!line) return
    const faults = [...line.faults, event.do]
    const arrivals = 'arrivals' in event ? event.arrivals : undefined
    if (!arrivals) lines.set(line.key, { ...line, faults })
    else if (line.arrivedIn === null) {
      const [arriveAt = null] = arrivals
      lines.set(line.key, { ...line, faults, arriveAt, fate: arriveAt === null ? 'lost' : 'in-flight' })
    }
  } else if (event.type === 'segment-arrived') {
    const sent = 'sent' in event ? lines.get(`${event.sent}`) : undefined
    const outcome = 'outcome' in event ? event.outcome : null
    const arrived = { arriveAt: at, fate: 'arrived', arrivedIn: version, outcome } as const
    if (sent && sent.arrivedIn === null) lines.set(sent.key, { ...sent, ...arrived })
    else {
      // the first copy of a duplicated segment has its line; every further arrival gets one of its own
      const key = `${version}`
      const from = peerOf(event.role)
      const sentAt = sent?.sentAt ?? at - latency
      lines.set(key, {
        key,
        version,
        from,
        segment: event.segment,
        sentAt,
        old: sent?.old ?? false,
        violations: sent?.violations ?? [],
        faults: [],
        ...arrived,
      })
    }
  }
}

function drawHolder(ticks: LadderTick[], event: Drawn, beside: (role: Role) => Role | null): void {
  const to =
    event.type === 'seat-handed-over'
      ? event.to
      : event.type === 'seat-taken' && 'handed' in event
        ? event.handed
        : null
  if (!to || !('name' in event) || !isRole(event.role)) return
  const role = beside(event.role)
  const { at, name, role: of, version } = event
  if (role) ticks.push({ version, role, at, kind: 'holder', of, name, to })
}

function drawTick(ticks: LadderTick[], event: Drawn): void {
  const { at, version } = event
  switch (event.type) {
    case 'time-stopped':
      for (const role of ROLES) ticks.push({ version, role, at, kind: 'pause', gap: null })
      break
    case 'time-went-on':
      for (const [index, tick] of ticks.entries())
        if (tick.kind === 'pause' && tick.gap === null) ticks[index] = { ...tick, gap: event.gap }
      break
    case 'application-called':
      ticks.push({
        version,
        role: event.role,
        at,
        kind: 'call',
        call: event.call.type,
        bytes: 'bytes' in event.call ? event.call.bytes : null,
      })
      break
    case 'timer-expired':
      ticks.push({ version, role: event.role, at, kind: 'timer', timer: event.timer })
      break
    case 'segment-withheld': {
      const { role, segment, violations } = event
      ticks.push({ version, role, at, kind: 'withheld', segment, violations })
      break
    }
    case 'arrival-checked': {
      const { check, role, violations } = event
      const right = 'right' in event ? event.right : violations.length === 0
      ticks.push({ version, role, at, kind: 'check', check, right, violations })
      break
    }
    case 'stranger-arrived': {
      const { fate: what, role, segment, stranger } = event
      const came = segment.flags & SYN ? 'SYN' : segment.flags & RST ? 'RST' : 'ACK'
      ticks.push({ version, role, at, kind: 'queue', stranger, what, came })
      break
    }
    case 'queue-left': {
      const { role, stranger, why: what } = event
      ticks.push({ version, role, at, kind: 'queue', stranger, what, came: null })
      break
    }
    case 'hint-taken':
      ticks.push({ version, role: event.role, at, kind: 'hint', step: event.step })
      break
  }
}
