import { add, FIN, FLAGS, type Segment, SYN, segment as segmentOf } from '@woshou/protocol'
import type { EventBody } from '../facts/event.ts'
import { generator } from '../facts/generator.ts'
import { kindOf } from '../facts/kind-of.ts'
import { peerOf, type Role } from '../facts/role.ts'
import type { Fault, OldDuplicate, ScriptedSeq, SegmentKind } from '../facts/scenario.ts'
import { stoppedByMiddlebox } from './on-the-way.ts'
import type { Session } from './session.ts'

/** What the link does with a segment that enters it now, and what else comes of that. */
export interface Carriage {
  /** Play times of its arrivals; empty when lost, null while it waits for its counterpart. */
  readonly arrivals: readonly number[] | null
  /** What goes on in its place, where the script alters it. */
  readonly altered?: Segment
  readonly consequences: readonly EventBody[]
}

/**
 * Carries a segment over the link. Everything is settled here, at the sending: by the scenario's script first, then
 * by chance drawn from the session's seed and the version, so that the same seed and moves give the same log.
 * @param now play time in ms
 */
export function carry(session: Session, from: Role, segment: Segment, now: number): Carriage {
  const { link } = session.scenario
  const named = (match: NamedSegment) => isNamed(session, from, segment, match)
  const surfacing = link.old.filter(({ after }) => after !== 'start' && named(after))
  const consequences: EventBody[] = surfacing.map((old) => surface(session, old, now))
  if (session.pulled) return { arrivals: [], consequences }
  const stopped = stoppedByMiddlebox(session, segment, now)
  if (stopped) {
    const { reset } = stopped
    const answer = { type: 'old-duplicate-surfaced', by: 'middlebox', role: peerOf(from) } as const
    if (reset) consequences.push({ ...answer, segment: reset, arrivals: [straight(session, now)] })
    return { arrivals: [], consequences }
  }
  const fault = link.faults.find(named)
  const altered = fault?.alter && { altered: alteredBy(segment, fault.alter) }
  const crossing = cross(session, from, segment, now)
  if (crossing) return { ...crossing, ...altered, consequences: [...crossing.consequences, ...consequences] }
  const arrivals = fault ? faulty(session, fault, now) : byChance(session, now)
  return { arrivals, ...altered, consequences }
}

/** How a script names a segment. */
interface NamedSegment {
  readonly from: Role
  readonly match: SegmentKind | 'any'
  readonly nth: number
}

/** Whether a segment that enters the link now is the one a script names. */
export function isNamed(session: Session, from: Role, segment: Segment, { from: whose, match, nth }: NamedSegment) {
  if (whose !== from) return false
  if (match === 'any') return total(session, from) + 1 === nth
  return match === kindOf(segment) && session.entered[from][match] + 1 === nth
}

const total = (session: Session, from: Role) =>
  Object.values(session.entered[from]).reduce((sum, count) => sum + count, 0)

const straight = ({ pace, scenario }: Session, now: number, extra = 0) =>
  Math.round(now + (scenario.link.latency + extra) * pace)

function faulty(session: Session, { do: kind, ms }: Fault, now: number): readonly number[] {
  switch (kind) {
    case 'drop':
      return []
    case 'alter':
      return [straight(session, now)]
    case 'delay':
      return [straight(session, now, ms)]
    case 'duplicate':
      return [straight(session, now), straight(session, now, ms)]
  }
}

const alteredBy = (segment: Segment, { ack, seq, window }: NonNullable<Fault['alter']>): Segment => ({
  ...segment,
  seq: add(segment.seq, seq),
  ack: add(segment.ack, ack),
  window: window ?? segment.window,
})

function byChance(session: Session, now: number): readonly number[] {
  const { chance } = session.scenario.link
  if (!chance) return [straight(session, now)]
  const random = generator(session.seed ^ Math.imul(session.version + 1, 0x9e37_79b1))
  if (random() < chance.loss) return []
  const first = straight(session, now, random() < chance.delay ? random() * chance.delayBy : 0)
  const second = straight(session, now, random() * chance.delayBy)
  return random() < chance.duplicate ? [first, second].sort((a, b) => a - b) : [first]
}

/** Segments which the scenario wants to cross wait for each other; null when this one need not. */
function cross(session: Session, from: Role, { flags }: Segment, now: number): Carriage | null {
  const bit = session.scenario.link.crossing
    .map((flag) => (flag === 'SYN' ? SYN : FIN))
    .find((flag) => flags & flag && !(session.flagsSent[from] & flag))
  if (bit === undefined) return null
  const arrivals = [straight(session, now)]
  const counterpart = session.inFlight.find(
    (flight) => flight.from === peerOf(from) && flight.arrivals === null && flight.segment.flags & bit,
  )
  if (counterpart) return { arrivals, consequences: [{ type: 'segment-released', sent: counterpart.sent, arrivals }] }
  return session.flagsSent[peerOf(from)] & bit ? null : { arrivals: null, consequences: [] }
}

/**
 * A segment that no end's TCP sent is on the link: of an earlier connection, or by whoever the script says.
 * @param now play time in ms
 */
export function surface(session: Session, old: OldDuplicate, now: number): EventBody {
  const flags = FLAGS.reduce((sum, [name, bit]) => (old.flags.includes(name) ? sum | bit : sum), 0)
  const [seq, ack] = [numberOf(session, old.seq), numberOf(session, old.ack)]
  const segment = segmentOf({ flags, seq, ack, text: '.'.repeat(old.length) })
  const { by, from: role } = old
  const arrivals = [straight(session, now, old.delay)]
  return { type: 'old-duplicate-surfaced', role, ...(by && { by }), segment, arrivals }
}

/** A scripted number in this session: counted from the ISS that the end has chosen, or else from the one it is given. */
function numberOf({ ends }: Session, scripted: ScriptedSeq): number {
  if (typeof scripted === 'number') return scripted
  const { isn, tcb } = ends[scripted.iss]
  const iss = 'iss' in tcb && tcb.iss !== null ? tcb.iss : (tcb.past?.iss ?? isn)
  return add(iss, scripted.plus)
}
