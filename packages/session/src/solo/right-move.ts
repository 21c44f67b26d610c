import { checkOf, type Due, type DueReason, delivered, diff, isSynchronized } from '@woshou/protocol'
import { dueNow } from '../eyes/due-now.ts'
import { arriving, type End } from '../eyes/end.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { Command } from '../facts/command.ts'
import { generator } from '../facts/generator.ts'
import { peerOf, type Role } from '../facts/role.ts'
import type { WishedCall } from '../facts/scenario.ts'
import type { Session } from '../table/session.ts'
import type { Character } from './character.ts'

/** What a partner does next, unless something happens before. */
export interface PartnerMove {
  /** Play time, ms. */
  readonly at: number
  readonly command: Command
  /** Why a segment is due; null for checks and calls. */
  readonly due: Due | null
}

/** Play ms at pace 1 for which a partner thinks before each kind of move: so long that one can follow. */
const THINKING: Readonly<Record<DueReason, number>> = {
  refuse: 1_200,
  abort: 1_200,
  open: 1_500,
  'answer-syn': 1_200,
  'answer-with-cookie': 1_200,
  'retransmit-syn': 600,
  'retransmit-syn-ack': 600,
  'retransmit-text': 600,
  'retransmit-next': 600,
  'fast-retransmit': 600,
  'retransmit-hole': 600,
  'retransmit-fin': 600,
  acknowledge: 1_000,
  'send-text': 1_500,
  close: 1_800,
  'probe-window': 600,
  'update-window': 1_000,
  'keep-alive': 600,
}
const CHECKING = 800

/** For how long an acknowledgement waits for a rider, in latencies: RFC 9293 allows half a second of theirs. */
const HELD_BACK = 2

/** For how long it waits for the answer to a mistake that it made, ms at pace 1, before it goes on. */
const MISTAKEN = 10_000

/** How long the partner's application waits before a call in free play, ms at pace 1. */
const OPENING = 1_500
const SPEAKING = 1_500
const CLOSING = 2_000
/** For a student who may want to speak, or to close, first. */
const PATIENCE = 12_000

/** What a correct TCP with this character does next; null when it waits. It looks at nothing but its own end. */
export function rightMove(session: Session, role: Role, character: Character, seed: number): PartnerMove | null {
  if (!session.started || session.stopped || session.ended) return null
  const end = session.ends[role]
  const random = generator(seed ^ Math.imul(end.seen + 1, 0x9e37_79b1) ^ (role === 'client' ? 0 : 0x5bd1_e995))
  // people and machines hesitate a little more, or a little less
  const hesitation = 0.8 + 0.4 * random()
  const unanswered = end.strayed?.version === end.seen ? MISTAKEN : 0
  const after = (ms: number) => end.seenAt + Math.round((ms * hesitation + unanswered) * session.pace)
  const [arrival] = end.inbox
  if (arrival)
    return {
      at: after(CHECKING),
      command: { type: 'check-arrival', check: checkOf(end.tcb, arrival, arriving(end, arrival)) },
      due: null,
    }
  const segment = nextSegment(session, end, character)
  const call = nextCall(session, role, character, random)
  if (call && (!segment || call.wait < segment.wait))
    return { at: after(call.wait), command: { type: 'call-application', call: call.call }, due: null }
  if (!segment) return null
  const { due, wait } = segment
  return { at: after(wait), command: { type: 'send-segment', segment: choiceOf(due.segment) }, due }
}

function nextSegment(session: Session, end: End, character: Character): { due: Due; wait: number } | null {
  const all = dueNow(end)
  const [first] = all
  if (!first) return null
  if (character !== 'delayed-ack' || !mayWait(end, first)) return { due: first, wait: THINKING[first.reason] }
  const rider = all.find(({ owed, reason }) => reason !== 'acknowledge' && owed.includes('acknowledge-text'))
  if (rider) return { due: rider, wait: THINKING[rider.reason] }
  return { due: first, wait: HELD_BACK * session.scenario.link.latency }
}

/** SHLD-18: the acknowledgement of one segment's text may wait, of two may not; nor may any other. */
function mayWait({ tcb }: End, { owed, reason }: Due): boolean {
  if (reason !== 'acknowledge' || !isSynchronized(tcb) || owed.some((debt) => debt !== 'acknowledge-text')) return false
  return tcb.arrival !== null && diff(tcb.rcv.nxt, tcb.acked) <= tcb.arrival.text.length
}

/**
 * In free play the partner is its own application: a server listens, and answers text with as much text; a client
 * opens, speaks first, and closes when it has been answered.
 */
function nextCall(
  session: Session,
  role: Role,
  character: Character,
  random: () => number,
): { call: WishedCall; wait: number } | null {
  if (session.scenario.calls !== 'free') return null
  const end = session.ends[role]
  const { tcb } = end
  const { calls, owed, state } = tcb
  if (calls.open || calls.text !== '' || calls.close || calls.abort) return null
  // TCP finishes first; an acknowledgement that waits for a rider waits for just this
  if (owed.some(({ reason }) => reason !== 'acknowledge-text')) return null
  if (state === 'CLOSED') {
    if (tcb.past !== null) return null
    if (role === 'server') return { call: { type: 'open-passive' }, wait: OPENING }
    // opening to one who does not listen yet would be refused, and the session over: it waits to be told
    return isReady(session.ends[peerOf(role)]) ? { call: { type: 'open-active' }, wait: OPENING } : null
  }
  if (state !== 'ESTABLISHED' && state !== 'CLOSE-WAIT') return null
  const { allAcknowledged, bytes, peerClosed } = delivered(tcb)
  const unanswered = bytes - end.asked
  if (role === 'client' && end.asked === 0 && !peerClosed)
    return { call: { type: 'send', bytes: 5 + Math.floor(random() * 20) }, wait: SPEAKING }
  if (unanswered > 0) return { call: { type: 'send', bytes: Math.min(unanswered, 1_000) }, wait: SPEAKING }
  const close = { type: 'close' } as const
  if (peerClosed) return { call: close, wait: CLOSING }
  if (!allAcknowledged) return null
  if (character === 'closing-first') return { call: close, wait: end.asked > 0 ? CLOSING : PATIENCE / 2 }
  return role === 'client' && unanswered === 0 ? { call: close, wait: PATIENCE } : null
}

const isReady = ({ tcb }: End): boolean => tcb.state !== 'CLOSED' || tcb.calls.open
