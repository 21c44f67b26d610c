import { type Check, judge, judgeCheck, type Segment, type Violation } from '@woshou/protocol'
import { dueNow } from '../eyes/due-now.ts'
import { arriving, callApplication, type End, fill } from '../eyes/end.ts'
import { tellable } from '../eyes/end-eye.ts'
import { EYES } from '../eyes/eyes.ts'
import type { Command, Refusal } from '../facts/command.ts'
import type { EventBody, MoveId } from '../facts/event.ts'
import type { Role, Seat } from '../facts/role.ts'
import type { WishedCall } from '../facts/scenario.ts'
import { type Happening, withSequel } from './happening.ts'
import { interfere } from './interfere.ts'
import { carry } from './link.ts'
import type { AnsweredMove, Session } from './session.ts'

/** The longest log; leaving is always possible. */
export const LONGEST_LOG = 2_000

/**
 * Bytes that one student's application may ask to be sent in free play. Acknowledged one by one, 45 full segments take
 * 180 events: a pair can play them through in one log, and the texts of thousands of sessions fit in a server's memory.
 */
export const MOST_ASKED = 65_535

/** Who asks for what, having seen what, when. */
export interface Move {
  readonly role: Seat
  readonly id: MoveId
  /** The version of the view the student saw. */
  readonly version: number
  /** Play time, ms. */
  readonly now: number
}

/** What a move comes to. Only bugs throw. */
export type Answer =
  | ({ readonly kind: 'accepted' } & Happening)
  /** The student is wrong: the events to store say so. */
  | ({ readonly kind: 'violation'; readonly violations: readonly Violation[] } & Happening)
  /** Not now; nothing to store. */
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  /** The same move again: it has its answer already. */
  | { readonly kind: 'repeated'; readonly outcome: AnsweredMove }

const refuse = (refusal: Refusal): Answer => ({ kind: 'refusal', refusal })

/**
 * One command, judged against the truth: what its student is told, and what happens. Pure: the caller stores the events, then
 * takes the session they lead to.
 */
export function play(session: Session, command: Command, move: Move): Answer {
  const outcome = session.moves[move.role].find(({ move: id }) => id === move.id)
  if (outcome) return { kind: 'repeated', outcome }
  if (session.ended) return refuse('session-ended')
  const role = EYES[move.role].plays
  if (command.type === 'leave') {
    if (role === null) return refuse('not-yours-to-do')
    return accept(session, [{ type: 'session-ended', reason: 'left', role, move: move.id }], move)
  }
  if (session.stopped) return refuse('paused')
  if (!session.started) return refuse('not-started')
  if (session.version >= LONGEST_LOG) return refuse('log-full')
  if (command.type === 'interfere') return decideFault(session, command, move)
  if (role === null) return refuse('not-yours-to-do')
  if (command.type === 'agree-network') return decideAgreement(session, { ...move, role })
  if (command.type === 'agree-observer') return decideWatching(session, command.agreed, { ...move, role })
  const end = session.ends[role]
  if (move.version < end.seen) return refuse('outdated-view')
  if (isSpent(session, role) && (command.type === 'check-arrival' || command.type === 'send-segment'))
    return refuse('no-tries-left')
  if (command.type === 'check-arrival') return decideCheck(session, end, command.check, { ...move, role })
  if (end.inbox.length > 0) return refuse('check-first')
  switch (command.type) {
    case 'send-segment':
      return decideSend(session, fill(end, command.segment), { ...move, role })
    case 'call-application':
      return decideCall(session, command.call, { ...move, role })
    case 'take-hint':
      return decideHint(session, { ...move, role })
    case 'reveal-value':
      return decideReveal(session, { ...move, role })
  }
}

/** Whether the exam's wrong tries are used up; a correct TCP that plays on for a student has made none of them. */
const isSpent = ({ holders, tried, tries }: Session, role: Role): boolean =>
  tries !== undefined && holders[role] === 'student' && tried[role] >= tries

/** A move of one of the two ends. */
type EndMove = Move & { readonly role: Role }

function accept(session: Session, causes: readonly EventBody[], { now }: Move): Answer {
  return { kind: 'accepted', ...withSequel(session, causes, now) }
}

/** What a student is told of a wrong move, by level. */
const TOLD = { coached: 'why', exam: 'whether', wire: 'nothing' } as const

const toldTo = ({ level, unjudged }: Session, role: Role) => (unjudged === role ? 'nothing' : TOLD[level])

/** The decision about a wrong move: its events, and no more of the reasons than its student may be told. */
function wrong(
  session: Session,
  event: Extract<EventBody, { type: 'segment-withheld' | 'arrival-checked' }>,
  { now }: Move,
): Answer {
  return { kind: 'violation', violations: tellable(event), ...withSequel(session, [event], now) }
}

function decideSend(session: Session, segment: Segment, move: EndMove): Answer {
  const { role, id } = move
  const { legal, violations, remarks } = judge(session.ends[role].tcb, segment)
  const told = toldTo(session, role)
  if (!legal && told !== 'nothing')
    return wrong(session, { type: 'segment-withheld', role, segment, violations, told, move: id }, move)
  const { altered, arrivals, consequences } = carry(session, role, segment, move.now)
  const fate = { arrivals, ...(altered && { altered }) }
  const sent = { type: 'segment-sent', role, segment, move: id, ...fate, remarks, violations } as const
  return accept(session, [sent, ...consequences], move)
}

function decideCheck(session: Session, end: End, check: Check, move: EndMove): Answer {
  const [segment] = end.inbox
  if (!segment) return refuse('nothing-to-check')
  const { role, id } = move
  const violations = judgeCheck(end.tcb, segment, check, arriving(end, segment))
  const told = toldTo(session, role)
  const checked = { type: 'arrival-checked', role, check, violations, told, move: id } as const
  // the exam waits until the student has it right; on the wire the end goes on as a TCP would, whatever was said
  if (violations.length > 0 && told !== 'nothing')
    return wrong(session, { ...checked, outcome: null, step: null }, move)
  const { outcome, step } = arriving(end, segment)
  return accept(session, [{ ...checked, outcome, step }], move)
}

function decideAgreement(session: Session, move: EndMove): Answer {
  const { role, id } = move
  if (!session.network || session.names.network !== null || session.agreed[role]) return refuse('not-yours-to-do')
  return accept(session, [{ type: 'network-agreed', role, move: id }], move)
}

function decideWatching(session: Session, agreed: boolean, move: EndMove): Answer {
  const { role, id } = move
  if (session.watchable[role] > 0 === agreed) return refuse('not-yours-to-do')
  return accept(session, [{ type: 'observer-agreed', role, agreed, move: id }], move)
}

function decideFault(session: Session, { do: how, sent }: Extract<Command, { type: 'interfere' }>, move: Move): Answer {
  const { id, now, role } = move
  const own = session.inFlight.some((flight) => flight.sent === sent && flight.from === role)
  if (!EYES[role].meddles && !(own && session.scenario.link.byHand)) return refuse('not-yours-to-do')
  const arrivals = interfere(session, sent, how, now)
  if (!arrivals) return refuse('not-in-flight')
  return accept(session, [{ type: 'fault-made', role, sent, do: how, arrivals, move: id }], move)
}

function decideCall(session: Session, call: WishedCall, move: EndMove): Answer {
  if (session.scenario.calls !== 'free') return refuse('calls-are-scripted')
  const end = session.ends[move.role]
  if (call.type === 'send' && end.asked + call.bytes > MOST_ASKED) return refuse('too-much-text')
  if (!callApplication(end, call)) return refuse('call-not-possible')
  return accept(session, [{ type: 'application-called', role: move.role, call, move: move.id }], move)
}

function decideHint(session: Session, move: EndMove): Answer {
  const end = session.ends[move.role]
  const { hintStep } = end
  if (session.level !== 'coached' || hintStep === 3 || dueNow(end).length === 0) return refuse('no-hint-now')
  const step = (hintStep + 1) as 1 | 2 | 3
  return accept(session, [{ type: 'hint-taken', role: move.role, step, move: move.id }], move)
}

function decideReveal(session: Session, move: EndMove): Answer {
  const { missed } = session.ends[move.role]
  if (session.level !== 'coached' || missed === null || missed.revealed) return refuse('no-hint-now')
  return accept(session, [{ type: 'value-revealed', role: move.role, attempt: missed.version, move: move.id }], move)
}
