import {
  add,
  beforeSending,
  beforeTaking,
  type Change,
  call,
  closed,
  DEFAULT_POLICY,
  expiry,
  isSynchronized,
  optionsOf,
  owedCookie,
  type Policy,
  type Reception,
  receive,
  receiveAt,
  type Segment,
  type Signal,
  segment,
  send,
  type Tcb,
  type Variable,
  variables,
} from '@woshou/protocol'
import { applicationText } from '../facts/application-text.ts'
import type { ChosenSegment } from '../facts/command.ts'
import type { WishedCall } from '../facts/scenario.ts'
import type { EndEvent } from './end-eye.ts'
import { firstTcb } from './first-tcb.ts'
import {
  afterArrival,
  afterChange,
  afterCrash,
  afterLeaving,
  afterStranger,
  hostOf,
  type Listener,
  listenerOf,
} from './listener.ts'

/** One end of the connection with its student's record. */
export interface End {
  readonly tcb: Tcb
  /** The number that the end's ISN generator gives. */
  readonly isn: number
  /** The window its application has room for, when it has said so and no segment has offered it yet. */
  readonly room: number | null
  /** Bytes its application has asked to be sent so far, carried out or not. */
  readonly asked: number
  /** Segments that left. */
  readonly sent: number
  /** The newest wrong one that left: its version, and `sent` with it; null when none did. */
  readonly strayed: { readonly version: number; readonly sent: number } | null
  /** Wrong segments that did not. */
  readonly withheld: number
  /**
   * The newest of them of which its student was told why, until a segment leaves or is taken in; null when there is none.
   * `revealed`: the student has asked for the right value.
   */
  readonly missed: { readonly version: number; readonly revealed: boolean } | null
  /** Right values asked for. */
  readonly revealed: number
  /** Hints taken for what is due now; a segment that leaves or arrives sets it back. */
  readonly hintStep: 0 | 1 | 2 | 3
  readonly hints: number
  /** Arrivals that wait for their student's check, oldest first. */
  readonly inbox: readonly Segment[]
  /** The newest version which the end's student could see: what a move's version is compared with. */
  readonly seen: number
  /** Its play time, ms. */
  readonly seenAt: number
  /** What the newest event changed in the TCB, and what it said to the application; empty when it was no arrival. */
  readonly changes: readonly Change[]
  readonly signals: readonly Signal[]
  /** What its host keeps besides, where it listens with queues; null without any. */
  readonly listener: Listener | null
}

/** What the end makes of an arrival: its host's queues come first, then its TCP. */
export const arriving = ({ isn, listener, tcb }: End, segment: Segment): Reception =>
  listener === null ? receive(tcb, segment) : receiveAt(hostOf(listener, isn), tcb, segment)

/**
 * The end after its application made a call; null when TCP refuses the call (RFC 9293 §3.10). The text of a send goes
 * on where the last one stopped.
 */
export function callApplication(end: End, wish: WishedCall): End | null {
  switch (wish.type) {
    case 'crash':
      // a host that comes back has forgotten everything but how to choose a number never used before
      return {
        ...end,
        tcb: closed({ policy: end.tcb.policy, explicit: end.tcb.calls.explicit }),
        isn: add(end.isn, 64_321),
        asked: 0,
        room: null,
        listener: end.listener && afterCrash(end.listener),
      }
    case 'offer-window':
      if (!isSynchronized(end.tcb)) return null
      // what is offered already needs no saying
      return { ...end, room: wish.bytes === end.tcb.rcv.wnd ? null : wish.bytes }
    case 'send': {
      const called = call(end.tcb, { type: 'send', text: applicationText(end.asked, wish.bytes) })
      return called.ok ? { ...end, tcb: called.tcb, asked: end.asked + wish.bytes } : null
    }
    default: {
      const called = call(end.tcb, wish)
      return called.ok ? { ...end, tcb: called.tcb } : null
    }
  }
}

/** The number which the end's next SYN should have: its generator's, or the cookie that it owes. */
export const numberToOffer = ({ isn, tcb }: End): number =>
  (tcb.state === 'LISTEN' && owedCookie(tcb)?.reply.seq) || isn

/** The whole segment which a student chose: the text filled in, the window the application's or RCV.WND unless chosen. */
export const fill = (end: End, chosen: ChosenSegment): Segment => filling(end)(chosen)

/** `fill` for many segments of one end. */
export function filling({ room, tcb }: End): (chosen: ChosenSegment) => Segment {
  const space = variables(tcb)
  const value = (wanted: Variable['name']) => space.find(({ name }) => name === wanted)?.value ?? null
  const iss = value('ISS')
  const offered = Math.min(room ?? value('RCV.WND') ?? tcb.policy.receiveBuffer, 65_535)
  return ({ ack, flags, length, seq, window = offered }) => {
    const text = applicationText(add(seq, -(iss ?? seq) - 1), length)
    const options = optionsOf(tcb, flags)
    return segment({ flags, seq, ack, window, text, ...(options !== null && { options }) })
  }
}

/** Folds one seen event into the end it concerns. The first one makes it. */
export function evolveEnd(end: End | null, event: EndEvent): End {
  const after = fold(end, event)
  if (end === null || after.listener === null || after.tcb === end.tcb) return after
  return { ...after, listener: afterChange(after.listener, end.tcb, after.tcb, event.at) }
}

function fold(end: End | null, event: EndEvent): End {
  if (event.type === 'session-created') return begin(event)
  if (!end) throw new Error(`a session's log begins with session-created, not ${event.type}`)
  // The two that are nearly every event: an end is copied once for them, not once for its being seen and once more.
  if (event.type === 'segment-sent' && !event.stray) return left(end, event)
  if (event.type === 'segment-arrived' && event.outcome !== null) return take(end, event, event.segment)
  const seen = { ...end, seen: event.version, seenAt: event.at, changes: NO_CHANGES, signals: NO_SIGNALS }
  switch (event.type) {
    case 'application-called':
      return callApplication(seen, event.call) ?? seen
    case 'unseen-inferred': {
      const { by, iss, irs, segment } = event
      const before = by === 'sending' ? beforeSending : beforeTaking
      return { ...seen, tcb: before(end.tcb, segment, { iss, irs }) }
    }
    case 'segment-sent': {
      const sent = end.sent + 1
      return { ...seen, sent, strayed: { version: event.version, sent }, missed: null, hintStep: 0 }
    }
    case 'segment-arrived':
      return { ...seen, inbox: [...end.inbox, event.segment] }
    case 'arrival-checked': {
      const [oldest, ...inbox] = end.inbox
      return event.outcome === null || !oldest ? seen : { ...take(end, event, oldest), inbox }
    }
    case 'stranger-arrived':
    case 'queue-left': {
      // the host's affair: no move of the student's is too late for it
      const { listener } = end
      if (listener === null) return end
      const next = event.type === 'queue-left' ? afterLeaving(listener, event) : afterStranger(listener, event)
      return { ...end, listener: next, changes: NO_CHANGES, signals: NO_SIGNALS }
    }
    case 'segment-withheld':
      return {
        ...seen,
        withheld: end.withheld + 1,
        missed: event.told === 'why' ? { version: event.version, revealed: false } : null,
      }
    case 'value-revealed':
      return {
        ...seen,
        missed: end.missed?.version === event.attempt ? { version: event.attempt, revealed: true } : end.missed,
        revealed: end.revealed + 1,
      }
    case 'hint-taken':
      return { ...seen, hintStep: event.step, hints: end.hints + 1 }
    case 'timer-expired':
      return { ...seen, ...expiry(end.tcb, event.timer) }
    case 'seat-taken':
    case 'network-agreed':
    case 'observer-agreed':
    case 'fault-made':
    case 'time-stopped':
    case 'time-went-on':
    case 'session-ended':
      return seen
    default:
      // a newer server's event, of which this build knows nothing (its type says that there is none)
      event satisfies never
      return seen
  }
}

const NO_CHANGES: End['changes'] = []
const NO_SIGNALS: End['signals'] = []

/** A segment that its sender's TCB knows of has left. */
function left(end: End, { at, segment, version }: Extract<EndEvent, { type: 'segment-sent' }>): End {
  return {
    ...end,
    seen: version,
    seenAt: at,
    changes: NO_CHANGES,
    signals: NO_SIGNALS,
    tcb: send(end.tcb, segment),
    sent: end.sent + 1,
    missed: null,
    hintStep: 0,
    room: null,
  }
}

/** An arrival is taken in. */
function take(end: End, { at, version }: Pick<EndEvent, 'at' | 'version'>, segment: Segment): End {
  const reception = arriving(end, segment)
  const { tcb, changes, signals } = reception
  const listener = end.listener && afterArrival(end.listener, reception, end.tcb)
  return { ...end, seen: version, seenAt: at, tcb, changes, signals, missed: null, hintStep: 0, listener }
}

function begin(event: Extract<EndEvent, { type: 'session-created' }>): End {
  const { isn } = event
  return {
    tcb: firstTcb(event, policyOf(event)),
    isn,
    room: null,
    asked: 0,
    sent: 0,
    strayed: null,
    withheld: 0,
    missed: null,
    revealed: 0,
    hintStep: 0,
    hints: 0,
    inbox: [],
    seen: event.version,
    seenAt: event.at,
    changes: [],
    signals: [],
    listener: event.scenario.listen ? listenerOf(event.scenario.listen) : null,
  }
}

/** The end's policy: the scenario's choices, its times at the session's pace. */
function policyOf({ pace, scenario }: Extract<EndEvent, { type: 'session-created' }>): Partial<Policy> {
  const { msl, policy, receiveBuffer } = scenario
  const { congestion, delayedAck, initialCwnd, initialSsthresh, keepAlive, mss, retries, rfc5961, rto, sack } = policy
  const { avoidsSilly, challengeAcks, keepAliveProbes } = policy
  return {
    ...(avoidsSilly !== undefined && { avoidsSilly }),
    ...(challengeAcks !== undefined && { challengeAcks }),
    ...(keepAliveProbes !== undefined && { keepAliveProbes }),
    msl: msl * pace,
    rto: (rto ?? DEFAULT_POLICY.rto) * pace,
    ...(keepAlive !== undefined && { keepAlive: keepAlive * pace }),
    ...(retries !== undefined && { retries }),
    ...(delayedAck !== undefined && { delayedAck }),
    ...(rfc5961 !== undefined && { rfc5961 }),
    ...(mss !== undefined && { mss, announcedMss: mss }),
    ...(congestion !== undefined && { congestion }),
    ...(initialCwnd !== undefined && { initialCwnd }),
    ...(initialSsthresh !== undefined && { initialSsthresh }),
    ...(sack !== undefined && { sack }),
    ...(receiveBuffer !== null && { receiveBuffer }),
  }
}
