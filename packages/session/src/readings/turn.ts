import { isSynchronized, type Segment, type State, type Tcb, type Timer } from '@woshou/protocol'
import { dueNow } from '../eyes/due-now.ts'
import type { SeenEvent, View } from '../eyes/eyes.ts'

/** Whose turn it is, as far as one seat can know. TCP has no turns: this says what waits for whom, and why. */
export type Turn =
  /** An arrival waits to be checked by its student. */
  | { readonly kind: 'yours'; readonly because: 'check'; readonly segment: Segment }
  /** Something that arrived calls for a segment; the newest such arrival. */
  | { readonly kind: 'yours'; readonly because: 'arrival'; readonly segment: Segment }
  | { readonly kind: 'yours'; readonly because: 'timer'; readonly timer: Timer }
  /** The application has asked for something that can be done now. */
  | { readonly kind: 'yours'; readonly because: 'application' }
  /** Free play: nothing is due, and the student decides what the application does. */
  | { readonly kind: 'yours'; readonly because: 'choice' }
  /** The newest own segment cannot have arrived yet. */
  | { readonly kind: 'on-its-way'; readonly segment: Segment }
  | { readonly kind: 'waiting'; readonly for: WaitedFor }
  /** Time stands still: nobody has a turn. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'ended' }

/** `seat`: for somebody to sit down at the other end. `timer`: for 2MSL to pass. */
type WaitedFor = 'seat' | 'peer' | 'application' | 'peer-or-application' | 'timer'

/**
 * Whose turn it is, from what this seat has seen and from nothing else: neither what the link did to a segment nor
 * what the peer has received can be told from it.
 * @param now play time in ms: whether the own newest segment can have arrived
 */
export function turn(view: View, now: number): Turn {
  const { end, ended, started } = view
  if (ended) return { kind: 'ended' }
  if (view.paused) return { kind: 'paused' }
  if (!started) return { kind: 'waiting', for: 'seat' }
  const [unchecked] = end.inbox
  if (unchecked) return { kind: 'yours', because: 'check', segment: unchecked }
  const [due] = dueNow(end)
  // a SYN,ACK that an arrival asks for once more is owed to that arrival
  if (due && AGAIN.test(due.reason) && (due.owed.length === 0 || isExpired(end.tcb))) return againBecause(view.events)
  const debt = end.tcb.owed.at(-1)
  if (debt) return { kind: 'yours', because: 'arrival', segment: debt.to }
  switch (due?.reason) {
    case undefined:
      break
    case 'probe-window':
      return { kind: 'yours', because: 'timer', timer: 'persist' }
    case 'keep-alive':
      return { kind: 'yours', because: 'timer', timer: 'keep-alive' }
    default:
      return { kind: 'yours', because: 'application' }
  }
  const travelling = onItsWay(view, now)
  if (travelling) return { kind: 'on-its-way', segment: travelling }
  return idle(view)
}

const AGAIN = /^(fast-)?retransmit/

const isExpired = (tcb: Tcb): boolean => 'retransmission' in tcb && tcb.retransmission.due

/** What calls for a retransmission: its timer, or else the duplicate ACKs that arrived (RFC 5681 §3.2). */
function againBecause(events: readonly SeenEvent[]): Turn {
  const last = events.findLastIndex(({ type }) => type === 'segment-sent')
  const expired = events.findLastIndex((event) => event.type === 'timer-expired' && event.timer === 'retransmission')
  const arrived = events.findLast((event) => event.type === 'segment-arrived')
  return expired < last && arrived?.type === 'segment-arrived'
    ? { kind: 'yours', because: 'arrival', segment: arrived.segment }
    : { kind: 'yours', because: 'timer', timer: 'retransmission' }
}

/** The newest own segment while it cannot have arrived: as long as the link takes, and as the own hand delayed it. */
function onItsWay({ events, pace, role, scenario }: View, now: number): Segment | null {
  const sent = events.findLast((event) => event.type === 'segment-sent')
  if (sent?.type !== 'segment-sent') return null
  const faults = events.flatMap((event) =>
    event.type === 'fault-made' && event.role === role && event.sent === sent.version ? [event.do] : [],
  )
  if (faults.includes('drop')) return null
  const delays = faults.filter((fault) => fault === 'delay').length
  return now < sent.at + scenario.link.latency * pace * (1 + 2 * delays) ? sent.segment : null
}

/** Nothing is due here: what has to happen before something is. */
function idle({ end: { tcb }, events, role, scenario }: View): Turn {
  const waiting = (what: WaitedFor): Turn => ({ kind: 'waiting', for: what })
  const unanswered = isSynchronized(tcb) ? tcb.snd.una !== tcb.snd.nxt : tcb.state === 'SYN-SENT'
  if (unanswered || tcb.calls.text !== '') return waiting('peer')
  if (scenario.calls === 'free' && FREE.has(tcb.state)) return { kind: 'yours', because: 'choice' }
  switch (tcb.state) {
    case 'CLOSED':
      return waiting(
        events.some((event) => 'segment' in event && 'role' in event && event.role === role) ? 'peer' : 'application',
      )
    case 'ESTABLISHED':
      return waiting('peer-or-application')
    case 'CLOSE-WAIT':
      return waiting('application')
    case 'TIME-WAIT':
      return waiting('timer')
    default:
      return waiting('peer')
  }
}

/** States in which a student's application has something to decide in free play. */
const FREE: ReadonlySet<State> = new Set(['CLOSED', 'ESTABLISHED', 'CLOSE-WAIT'])
