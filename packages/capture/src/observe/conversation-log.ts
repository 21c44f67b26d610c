import {
  ACK,
  add,
  beforeSending,
  beforeTaking,
  FIN,
  hasAck,
  hasSyn,
  isSynchronized,
  judge,
  receive,
  type Segment,
  SYN,
  variables,
} from '@woshou/protocol'
import {
  type EventBody,
  peerOf,
  ROLES,
  type Role,
  rulesOf,
  type Session,
  type SessionEvent,
  sessionOf,
} from '@woshou/session'
import type { Conversation } from '../conversation.ts'
import { standIn } from '../read/segment-table.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { type Journey, journeysOf } from './arrivals.ts'
import { type Bases, basesOf } from './bases.ts'
import { Evidence } from './evidence.ts'
import { decideFates } from './fates.ts'
import { endpointText, observedScenario } from './observed-scenario.ts'
import { type Path, pathOf } from './path.ts'
import type { Transmission } from './transmission.ts'
import { transmissionsOf } from './transmissions-of.ts'

/**
 * A captured conversation as a session's log, so that everything that replays sessions replays it: Replay,
 * ladderOfLog, progressOfLog, exportCapture. Each segment is judged as it leaves, by the sender's TCB as it can be
 * known from what that end sent and received before. The seats' names are the ends' addresses and ports; moves are
 * named after packets (`packet-000012`, with `.1` and so on for pieces). `observed: 'inferred'` marks what the
 * capture does not hold.
 *
 * Times are estimated from where the card was (`path.ts`, `arrivals.ts`), losses from what was sent again (`fates.ts`).
 */
export function conversationLog(conversation: Conversation): SessionEvent[] {
  const bases = basesOf(conversation)
  const transmissions = transmissionsOf(conversation, bases)
  const path = pathOf(transmissions)
  decideFates(transmissions, path)
  const journeys = journeysOf(transmissions, path)
  // Play time begins with the first sending, which may lie before the card saw it.
  const start = Math.min(0, ...journeys.slice(0, 4).map(({ sentAt }) => sentAt))
  const names = { client: endpointText(conversation.client), server: endpointText(conversation.server) }
  const recorder = new Recorder(start)
  const scenario = observedScenario(conversation, bases, path)
  recorder.record(start, {
    type: 'session-created',
    rulesVersion: rulesOf(scenario),
    scenario,
    level: 'wire',
    pace: 1,
    seed: 0,
    isn: bases,
    network: false,
    createdAt: Math.round(conversation.from + start),
  })
  for (const role of ROLES) recorder.record(start, { type: 'seat-taken', role, name: names[role] })
  new Drive(recorder, journeys, bases, path, new Evidence(conversation, transmissions)).run()
  return recorder.log()
}

/** The log as it grows, folded as it will be. */
class Recorder {
  readonly #events: SessionEvent[] = []
  /** When what was sent at a version really arrived. */
  readonly #arrivals = new Map<number, number[]>()
  readonly #start: number
  #session: Session | null = null
  #at = 0

  constructor(start: number) {
    this.#start = start
  }

  get session(): Session {
    if (!this.#session) throw new Error('a log begins with session-created')
    return this.#session
  }

  /** @param at ms on the card's clock */
  record(at: number, body: EventBody): number {
    const version = this.#events.length + 1
    this.#at = Math.max(this.#at, Math.round((at - this.#start) * 1_000) / 1_000)
    const event: SessionEvent = { ...body, version, at: this.#at }
    this.#session = sessionOf([event], this.#session)
    this.#events.push(event)
    if (event.type === 'segment-arrived') {
      const known = this.#arrivals.get(event.sent)
      if (known) known.push(this.#at)
      else this.#arrivals.set(event.sent, [this.#at])
    }
    return version
  }

  log(): SessionEvent[] {
    return this.#events.map((event) =>
      event.type === 'segment-sent' ? { ...event, arrivals: this.#arrivals.get(event.version) ?? [] } : event,
    )
  }
}

interface Step {
  readonly at: number
  readonly kind: 'arrival' | 'sending'
  readonly journey: Journey
  done: boolean
}

/** Sends something that is no RST again, later than this. */
type LastSaid = Record<Role, number>

/** The most that is looked at in search of an acknowledgement that may have come earlier than estimated. */
const MOST_PULLED = 32
/** A tenth of a millisecond: ends that are next to each other differ by that. */
const JITTER = 0.1
/** No more than so many segments are inferred in one conversation. */
const MOST_INFERRED = 1_000

/** Drives one engine TCP per end through the journeys, in the order of their times. */
class Drive {
  readonly #recorder: Recorder
  readonly #journeys: readonly Journey[]
  readonly #bases: Bases
  /** The versions at which each was sent: several when it was inferred in pieces. */
  readonly #sent = new Map<Transmission, { version: number; segment: Segment }[]>()
  readonly #acks: Readonly<Record<Role, Acknowledgements>>
  readonly #own: Readonly<Record<Role, readonly Transmission[]>>
  readonly #place = new Map<Transmission, number>()
  readonly #lastSaid: LastSaid = { client: Number.NEGATIVE_INFINITY, server: Number.NEGATIVE_INFINITY }
  readonly #coming: Readonly<Record<Role, Step[]>> = { client: [], server: [] }
  readonly #came: Record<Role, number> = { client: 0, server: 0 }
  /** Each end's sendings in the order of their times, and how many are done. */
  readonly #sendings: Readonly<Record<Role, Step[]>> = { client: [], server: [] }
  readonly #said: Record<Role, number> = { client: 0, server: 0 }
  /** Arrivals that wait for the end's next sending. */
  readonly #postponed: Readonly<Record<Role, Step[]>> = { client: [], server: [] }
  readonly #tolerance: Readonly<Record<Role, number>>
  readonly #evidence: Evidence
  /** What left although the judge could not follow: it is believed. */
  readonly #believed = new Set<Transmission>()
  #inferred = 0

  constructor(recorder: Recorder, journeys: readonly Journey[], bases: Bases, { legs }: Path, evidence: Evidence) {
    this.#evidence = evidence
    this.#recorder = recorder
    // Half of the end's round trip: so wrong may an estimate be without turning causes and effects round.
    this.#tolerance = { client: legs.client + JITTER, server: legs.server + JITTER }
    this.#journeys = journeys
    this.#bases = bases
    const all = journeys.map(({ transmission }) => transmission)
    this.#acks = { client: new Acknowledgements(all, 'client'), server: new Acknowledgements(all, 'server') }
    const own = (role: Role) => all.filter(({ from, rst }) => from === role && !rst)
    this.#own = { client: own('client'), server: own('server') }
    for (const role of ROLES) for (const [n, one] of this.#own[role].entries()) this.#place.set(one, n)
    for (const { sentAt, transmission } of journeys)
      if (!transmission.rst) this.#lastSaid[transmission.from] = Math.max(this.#lastSaid[transmission.from], sentAt)
  }

  run(): void {
    const steps: Step[] = []
    for (const journey of this.#journeys) {
      steps.push({ at: journey.sentAt, kind: 'sending', journey, done: false })
      for (const at of journey.arrivals) {
        const step: Step = { at, kind: 'arrival', journey, done: false }
        steps.push(step)
        this.#coming[peerOf(journey.transmission.from)].push(step)
      }
    }
    // What is equal in time stays in the order of passing the card, with a sending before its own arrival.
    steps.sort((a, b) => a.at - b.at)
    for (const role of ROLES) this.#coming[role].sort((a, b) => a.at - b.at)
    for (const step of steps) if (step.kind === 'sending') this.#sendings[step.journey.transmission.from].push(step)
    for (const step of steps) {
      if (step.done) continue
      if (step.kind === 'sending') {
        const { from } = step.journey.transmission
        this.#said[from]++
        this.#send(step)
        for (const late of this.#postponed[from].splice(0)) this.#arrive(late, step.at)
      } else if (this.#cameTooEarly(step)) this.#postponed[peerOf(step.journey.transmission.from)].push(step)
      else this.#arrive(step, step.at)
    }
  }

  /**
   * Estimates may make an arrival early as well. One shortly before a sending waits for it where that alone makes the
   * sender right; what comes behind it waits with it.
   */
  #cameTooEarly({ at, journey }: Step): boolean {
    const { from } = journey.transmission
    const role = peerOf(from)
    const next = this.#sendings[role][this.#said[role]]
    const segment = next?.journey.transmission.segment
    if (!next || !segment || next.at - at > this.#tolerance[role]) return false
    if (this.#postponed[role].length > 0) return true
    let tcb = this.#tcb(role)
    if (!judge(tcb, segment).legal) return false
    for (const sent of this.#sent.get(journey.transmission) ?? []) tcb = receive(tcb, sent.segment).tcb
    return !judge(tcb, segment).legal
  }

  #send(step: Step): void {
    step.done = true
    const { transmission } = step.journey
    const { from: role, segment } = transmission
    if (segment === null) {
      this.#infer(step)
      return
    }
    if (this.#hasCrashed(step))
      this.#recorder.record(step.at, { type: 'application-called', role, call: { type: 'crash' } })
    let verdict = judge(this.#tcb(role), segment)
    if (!verdict.legal && this.#pull(role, transmission, segment, step.at)) verdict = judge(this.#tcb(role), segment)
    const [first] = verdict.violations
    const finding = first ? this.#evidence.weigh(transmission, first) : 'right'
    if (first && finding !== 'wrong') {
      this.#believed.add(transmission)
      if (!transmission.rst || this.#lastSaid[role] <= step.at) this.#believe(role, 'sending', segment, step.at)
    }
    const { remarks } = verdict
    const violations = finding === 'wrong' ? verdict.violations : []
    const piece = transmission.piece === 0 ? '' : `.${transmission.piece}`
    const version = this.#recorder.record(step.at, {
      type: 'segment-sent',
      role,
      segment,
      move: `packet-${String(transmission.packet).padStart(6, '0')}${piece}`,
      arrivals: [],
      remarks,
      violations,
      ...(typeof finding === 'object' && { untold: finding }),
      ...(violations.length > 0 && this.#wentOnFrom(transmission) && { observed: 'counted' as const }),
    })
    this.#sent.set(transmission, [{ version, segment }])
  }

  /** The end had sent and taken what the segment shows. */
  #believe(role: Role, by: 'sending' | 'taking', segment: Segment, at: number): void {
    const numbers = { iss: this.#bases[role], irs: this.#bases[peerOf(role)] }
    const before = by === 'sending' ? beforeSending : beforeTaking
    const tcb = this.#tcb(role)
    if (before(tcb, segment, numbers) !== tcb)
      this.#recorder.record(at, { type: 'unseen-inferred', role, by, segment, ...numbers })
  }

  #tcb(role: Role) {
    return this.#recorder.session.ends[role].tcb
  }

  /**
   * A SYN with another number in the middle of a connection, whose sender then resets what its peer says about the old
   * one, comes from a host that has forgotten it (RFC 9293 Figure 9).
   */
  #hasCrashed({ at, journey }: Step): boolean {
    const { from, segment } = journey.transmission
    const tcb = this.#tcb(from)
    if (!segment || !hasSyn(segment) || hasAck(segment) || !isSynchronized(tcb) || segment.seq === tcb.iss) return false
    return this.#sendings[from].some((other) => other.at > at && other.journey.transmission.rst)
  }

  /** Text for an end that has sent its FIN, answered by RST: the application has left for good (RFC 9293 §3.6.1). */
  #hasLeft(role: Role, segment: Segment): boolean {
    const tcb = this.#tcb(role)
    if (segment.text === '' || (tcb.state !== 'FIN-WAIT-1' && tcb.state !== 'FIN-WAIT-2') || tcb.calls.gone)
      return false
    return this.#sendings[role][this.#said[role]]?.journey.transmission.rst ?? false
  }

  /** Whether the sender went on from a segment that was judged wrong, so that its TCB must have counted it. */
  #wentOnFrom(one: Transmission): boolean {
    if (one.end === one.position || one.rst) return false
    const next = this.#own[one.from][(this.#place.get(one) ?? 0) + 1]
    if (next) return next.position >= one.end
    const acknowledged = this.#acks[peerOf(one.from)].timeFor(one.end)
    return acknowledged !== null && acknowledged > one.at
  }

  /**
   * Estimates may make an arrival late. Of what had passed the card before, acknowledgements are let in earlier where
   * that makes the sender right: it gets the benefit of the doubt.
   */
  #pull(role: Role, transmission: Transmission, segment: Segment, at: number): boolean {
    const coming = this.#coming[role]
    for (let from = this.#came[role]; coming[from]?.done; from++) this.#came[role] = from + 1
    const pulled: Step[] = []
    let tcb = this.#tcb(role)
    for (let n = this.#came[role]; n < coming.length && pulled.length < MOST_PULLED; n++) {
      const step = coming[n]
      if (!step || step.done) continue
      const { transmission: other } = step.journey
      if (other.at >= transmission.at) break
      const sent = this.#sent.get(other)
      if (other.rst || !sent) continue
      pulled.push(step)
      for (const one of sent) tcb = receive(tcb, one.segment).tcb
      if (judge(tcb, segment).legal) {
        for (const early of pulled) this.#arrive(early, at)
        return true
      }
    }
    return false
  }

  #arrive(step: Step, at: number): void {
    step.done = true
    const { transmission } = step.journey
    const role = peerOf(transmission.from)
    for (const { segment, version } of this.#sent.get(transmission) ?? []) {
      if (this.#hasLeft(role, segment))
        this.#recorder.record(at, { type: 'application-called', role, call: { type: 'close', gone: true } })
      if (this.#believed.has(transmission) && this.#isTaken(role, transmission, at))
        this.#believe(role, 'taking', segment, at)
      const before = this.#tcb(role)
      const { outcome, step: stopped, tcb } = receive(before, segment)
      // A RST that would have ended the connection never arrived where its receiver carries on afterwards.
      const ends = transmission.rst && isSynchronized(before) && !isSynchronized(tcb)
      if (ends && this.#lastSaid[role] > at) continue
      this.#recorder.record(at, { type: 'segment-arrived', role, sent: version, segment, outcome, step: stopped })
    }
  }

  /** Whether what is believed reached an end that went on from it: it does not refuse it, nor outlive a RST. */
  #isTaken(role: Role, { rst }: Transmission, at: number): boolean {
    if (rst) return this.#lastSaid[role] <= at
    return !(this.#sendings[role][this.#said[role]]?.journey.transmission.rst ?? false)
  }

  /** Sends what the capture does not hold, in pieces that fit into the window. */
  #infer(step: Step): void {
    const { transmission } = step.journey
    const { end, fin, from: role, position, syn } = transmission
    // A SYN,ACK answers a SYN: estimates differ by less than nothing.
    const answered = this.#coming[role].find(({ done, journey }) => !done && journey.transmission.syn)
    if (syn && answered && this.#sent.has(answered.journey.transmission)) this.#arrive(answered, step.at)
    const sent: { version: number; segment: Segment }[] = []
    const record = (segment: Segment): void => {
      if (++this.#inferred > MOST_INFERRED) return
      const move = `unseen-${String(this.#inferred).padStart(6, '0')}`
      const body = { type: 'segment-sent', role, segment, move, arrivals: [], remarks: [], violations: [] } as const
      sent.push({ version: this.#recorder.record(step.at, { ...body, observed: 'inferred' }), segment })
    }
    const known = (name: 'RCV.NXT' | 'RCV.WND') =>
      variables(this.#tcb(role)).find((variable) => variable.name === name)?.value ?? null
    const ack = known('RCV.NXT')
    // Before its handshake no end sends text: the handshake is what is missing, and what follows will show it.
    if (!syn && (ack === null || this.#tcb(role).state === 'SYN-RECEIVED')) return
    const flags = ack === null ? 0 : ACK
    const numbers = { ack: ack ?? 0, window: 65_535, text: '' }
    if (syn) record({ ...numbers, flags: SYN | flags, seq: this.#bases[role] })
    else if (fin)
      record({ ...numbers, window: this.#windowField(role), flags: FIN | ACK, seq: add(this.#bases[role], position) })
    else {
      const peer = this.#tcb(peerOf(role))
      const largest = isSynchronized(peer) ? Math.max(1, Math.min(peer.rcv.wnd, 65_535)) : 65_535
      for (let at = position; at < end; at += largest) {
        const text = this.#textOf(role, at, Math.min(end, at + largest))
        const window = this.#windowField(role)
        record({ ...numbers, window, flags: ACK, seq: add(this.#bases[role], at), text })
      }
    }
    this.#sent.set(transmission, sent)
  }

  /** What the capture does not hold may have been sent again: then its text is known. */
  #textOf(role: Role, from: number, to: number): string {
    let text = standIn(to - from)
    for (const { position, segment, syn } of this.#own[role]) {
      if (!segment || syn || segment.text === '') continue
      const first = Math.max(from, position)
      const last = Math.min(to, position + segment.text.length)
      if (first < last)
        text =
          text.slice(0, first - from) + segment.text.slice(first - position, last - position) + text.slice(last - from)
    }
    return text
  }

  /** The window that the end offered last: an inferred segment changes nothing about it. */
  #windowField(role: Role): number {
    const tcb = this.#tcb(role)
    return isSynchronized(tcb) ? Math.min(65_535, tcb.rcv.wnd >>> tcb.rcvScale) : 65_535
  }
}
