import { isHeldBack } from '../congested.ts'
import { type DueReason, due } from '../due.ts'
import { formatFlags, formatSegment } from '../notation.ts'
import { acknowledgement } from '../owe.ts'
import type { RuleId } from '../rule-id.ts'
import { ACK, FIN, FLAGS, type Flags, RST, type Segment, SYN } from '../segment.ts'
import { diff, gt, isSeq, leq, type Seq } from '../seq.ts'
import { isSynchronized, type SynchronizedTcb, type Tcb } from '../tcb.ts'
import type { Violation, Worked } from '../verdict.ts'
import { violation } from './move.ts'
import { isRight } from './right.ts'
import { bytes, iss, missing, rcvNxt, sndNxt, una, words } from './worked.ts'

/**
 * Where the first note leads. Whoever does what it says, and then what the next one says, arrives: at something that is
 * due, or at "wait" where nothing is. The rules each explain one thing and know nothing of each other; this puts the one
 * first that leads there, gives it the value that does, and says what is due, or that nothing is, where no rule does.
 *
 * It works because all corrections of one wrong segment aim at one segment that is due, the nearest; each takes one
 * field over from it, after which it is nearer still.
 */
export function lead(tcb: Tcb, segment: Segment, violations: readonly Violation[]): readonly Violation[] {
  const { calls, policy } = tcb
  // A hand-made end may do as it likes, and a recorded one's timers can't be seen: nothing is known to be due there.
  if (!calls.explicit || !policy.judgesTiming) return violations
  const proposals = proposed(tcb, segment)
  if (proposals.length === 0) return waitFirst(tcb, segment, violations)
  const { reason, segment: target } = nearest(proposals, segment)
  const repeated = repeatedSyn(tcb, segment, target) ?? repeatedFin(tcb, segment, target) ?? probe(tcb, segment, target)
  if (repeated !== null) return [repeated, ...others(violations, repeated)]
  const first = violations.find((one) => leadsTo(one, tcb, segment, target))
  if (first !== undefined) return [aimed(first, segment, target), ...violations.filter((one) => one !== first)]
  const [most] = violations
  const field = most && fieldOf(most)
  // A note that says "wait" can't say what is due as well, unless it is about a number, or a call that nobody made.
  const fits = most !== undefined && (most.allowed.length > 0 || field !== 'flags' || UNASKED.has(most.rule))
  const right =
    fits && field !== 'window' && field !== undefined && differs(field, segment, target)
      ? { ...most, allowed: [rightValue(field, tcb, target)] }
      : instead(tcb, segment, target, reason)
  return [right, ...others(violations, right)]
}

const UNASKED: ReadonlySet<RuleId> = new Set([
  'no-reason-to-reset',
  'application-did-not-open',
  'application-did-not-close',
])

const others = (violations: readonly Violation[], first: Violation): readonly Violation[] =>
  violations.filter(({ rule }) => rule !== first.rule)

interface Proposal {
  readonly segment: Segment
  readonly reason: DueReason
}

/** What this end may send now to somebody's benefit. An acknowledgement that may still wait is one of them. */
function proposed(tcb: Tcb, segment: Segment): readonly Proposal[] {
  const list = due(tcb, { isn: tcb.isn ?? (isSeq(segment.seq) ? segment.seq : ANY_ISN) })
  if (list.length > 0 || !isSynchronized(tcb)) return list
  const ack = acknowledgement(tcb)
  if (tcb.owed.length > 0) return [{ segment: ack, reason: 'acknowledge' }]
  // Only its application knows when an end has another window to offer: then the segment says so.
  const update = { ...ack, window: segment.window }
  return segment.window !== ack.window && isRight(tcb, update) ? [{ segment: update, reason: 'update-window' }] : list
}

const ANY_ISN: Seq = 0x4000_0000

type CorrectedField = 'flags' | 'seq' | 'ack' | 'text'

const CORRECTED: readonly CorrectedField[] = ['flags', 'text', 'seq', 'ack']

/** What tells one kind of segment from another; PSH and URG do not. */
const kind = (flags: Flags): Flags => flags & (SYN | ACK | FIN | RST)

function differs(field: CorrectedField, segment: Segment, target: Segment): boolean {
  switch (field) {
    case 'flags':
      return kind(segment.flags) !== kind(target.flags)
    case 'text':
      return segment.text.length !== target.text.length
    case 'seq':
      return segment.seq !== target.seq
    case 'ack':
      // Without ACK the field is not looked at, but it has to fit into a header.
      return ((target.flags & ACK) !== 0 || !isSeq(segment.ack)) && segment.ack !== target.ack
  }
}

/** Flags weigh most: they say what was meant. */
const WEIGHTS: Readonly<Record<CorrectedField, number>> = { flags: 3, text: 1, seq: 1, ack: 1 }

const distance = (segment: Segment, target: Segment): number =>
  CORRECTED.reduce((sum, field) => sum + (differs(field, segment, target) ? WEIGHTS[field] : 0), 0)

const nearest = (proposals: readonly Proposal[], segment: Segment): Proposal =>
  proposals.reduce((best, one) => (distance(segment, one.segment) < distance(segment, best.segment) ? one : best))

/** The field which obeying a violation changes: a call or a state is carried out by other flags. */
function fieldOf({ field }: Violation): CorrectedField | 'window' {
  switch (field) {
    case 'seq':
    case 'ack':
    case 'text':
    case 'window':
      return field
    default:
      return 'flags'
  }
}

/**
 * Whether obeying it takes the segment nearer to the one that is due, or to any other right one at once. What agrees with
 * the one that is due stays: an earlier note may have asked for it.
 */
function leadsTo(one: Violation, tcb: Tcb, segment: Segment, target: Segment): boolean {
  const field = fieldOf(one)
  if (field === 'window') return true
  if (one.allowed.length === 0 || !differs(field, segment, target)) return false
  if (one.allowed.some(({ value }) => value === plain(field, target))) return true
  const [{ value } = { value: '' }] = one.allowed
  const corrected =
    typeof value === 'string'
      ? { ...segment, flags: flagsOf(value) }
      : field === 'text'
        ? { ...segment, text: segment.text.slice(0, value) }
        : { ...segment, [field]: value }
  return isRight(tcb, corrected)
}

function flagsOf(words: string): Flags {
  const names = words.split(',')
  return FLAGS.reduce((flags, [name, bit]) => (names.includes(name) ? flags | bit : flags), 0)
}

const plain = (field: CorrectedField, target: Segment): number | string =>
  field === 'flags' ? formatFlags(target.flags) : field === 'text' ? target.text.length : target[field]

/** With the target's value first. */
function aimed(one: Violation, segment: Segment, target: Segment): Violation {
  const field = fieldOf(one)
  if (field === 'window' || !differs(field, segment, target)) return one
  const right = plain(field, target)
  const rest = one.allowed.filter(({ value }) => value !== right)
  const first = one.allowed.find(({ value }) => value === right)
  return first === undefined || rest.length === 0 || first === one.allowed[0]
    ? one
    : { ...one, allowed: [first, ...rest] }
}

/** The target's value in one field, and how it comes about. */
function rightValue(field: CorrectedField, tcb: Tcb, target: Segment): Worked {
  const value = plain(field, target)
  if (typeof value === 'string') return words(value)
  if (field === 'text') return bytes(value, '')
  if (field === 'ack')
    return [rcvNxt(tcb)].find((one) => one.value === value) ?? { value, of: 'SEG.ACK', space: 'receive' }
  const end = isSynchronized(tcb) ? tcb : null
  const known = end === null ? [sndNxt(tcb)] : [sndNxt(end), missing(end), una(end), iss(end.iss)]
  const fresh = tcb.state === 'CLOSED' || tcb.state === 'LISTEN' || (tcb.state === 'SYN-RECEIVED' && end === null)
  return known.find((one) => one.value === value) ?? { value, of: fresh ? 'ISN' : 'SEG.SEQ', space: 'send' }
}

/** Not this, but what is due: by the first field in which they differ. */
function instead(tcb: Tcb, segment: Segment, target: Segment, why: DueReason): Violation {
  // All fields are right and the bytes are not: a choice names only their number, the application fills them in.
  const field = CORRECTED.find((one) => differs(one, segment, target)) ?? 'text'
  const chosen =
    field === 'flags' ? formatFlags(segment.flags) : field === 'text' ? segment.text.length : segment[field]
  return violation('nothing-to-say', '3.10', field, chosen, [rightValue(field, tcb, target)], {
    case: 'due' satisfies Case,
    tried: formatFlags(segment.flags),
    due: formatSegment(target),
    why,
  })
}

/** The SYN once more although the SYN,ACK has come: only its ACK is missing. */
function repeatedSyn(tcb: Tcb, { flags }: Segment, target: Segment): Violation | null {
  if (kind(flags) !== SYN || !tcb.owed.some(({ reason }) => reason === 'acknowledge-syn-ack')) return null
  if (kind(target.flags) === SYN) return null
  return violation('retransmit-too-early', '3.5', 'flags', formatFlags(flags), [words(formatFlags(target.flags))], {
    case: 'syn-acknowledged',
  })
}

/** The FIN once more although it has been acknowledged, while something else is due. */
function repeatedFin(tcb: Tcb, segment: Segment, target: Segment): Violation | null {
  if (!isSynchronized(tcb) || !repeatsFin(tcb, segment)) return null
  const right = [words(formatFlags(target.flags))]
  return violation('retransmit-too-early', '3.10.8', 'flags', formatFlags(segment.flags), right, {
    case: 'fin-acknowledged-due',
  })
}

/** The persist timer has run out: exactly one byte (§3.8.6.1). */
function probe(tcb: Tcb, segment: Segment, target: Segment): Violation | null {
  if (!isSynchronized(tcb) || !tcb.probe || target.text.length !== 1 || tcb.snd.wnd !== 0) return null
  if (segment.text.length <= 1 || kind(segment.flags) !== kind(target.flags)) return null
  return violation('data-into-zero-window', '3.8.6.1', 'text', segment.text.length, [bytes(1, '')], {
    case: 'probe-one-byte',
  })
}

/** Nothing is due: a note that says so comes before any about numbers. */
function waitFirst(tcb: Tcb, segment: Segment, violations: readonly Violation[]): readonly Violation[] {
  const end = isSynchronized(tcb) ? tcb : null
  if (end !== null && repeatsFin(end, segment)) {
    const first = violation('retransmit-too-early', '3.10.8', 'call', formatFlags(segment.flags), [], {
      case: 'fin-acknowledged',
    })
    return [first, ...others(violations, first)]
  }
  const said = violations.find((one) => asksForNothing(one) && !tellsHowToOpen(tcb, one))
  if (said !== undefined && !(said.rule === 'nothing-to-say' && said.because?.ack === undefined))
    return [{ ...said, allowed: [] }, ...violations.filter((one) => one !== said)]
  const first = violation('nothing-to-say', '3.10', 'call', formatFlags(segment.flags), [], {
    case: whyWait(tcb),
    state: tcb.state,
  })
  return [first, ...others(violations, first)]
}

/** Whether it tells an end that nobody asked to open what an opening looks like: why it has to wait comes first. */
const tellsHowToOpen = ({ state }: Tcb, { rule }: Violation): boolean =>
  (state === 'CLOSED' || state === 'LISTEN') && OF_OPENING.has(rule)

const OF_OPENING: ReadonlySet<RuleId> = new Set([
  'first-segment-must-be-syn',
  'syn-must-not-carry-ack-on-active-open',
  'syn-with-fin',
  'syn-with-rst',
  'data-before-established',
  'application-gave-no-text',
])

/** Whether it says "wait", or to send no text. */
const asksForNothing = ({ allowed, field }: Violation): boolean =>
  allowed.length === 0 || (field === 'text' && allowed.every(({ value }) => value === 0))

/** A FIN, though the own one has been acknowledged. */
const repeatsFin = ({ fin, snd }: SynchronizedTcb, { flags }: Segment): boolean =>
  (flags & FIN) !== 0 && (flags & (SYN | RST)) === 0 && fin !== null && gt(snd.una, fin)

/** What this end is waiting for. */
type Waiting =
  | 'closed'
  | 'listening'
  | 'syn-sent'
  | 'syn-received'
  | 'unacknowledged'
  | 'zero-window'
  | 'cwnd-full'
  | 'time-wait'
  | 'idle'

/** Cases in which a note has a sentence of its own: a violation's `because.case`, worded in the catalogue. */
export type Case =
  | Waiting
  /** Something else is due: `because.due`. */
  | 'due'
  | 'syn-acknowledged'
  | 'fin-acknowledged'
  | 'fin-acknowledged-due'
  /** Sent again before its time, where no duplicate ACK can come. */
  | 'too-early'
  /** Sent again already since the loss was noticed: its acknowledgement may still come. */
  | 'hole-on-its-way'
  /** It begins in a hole and runs into what the peer has reported. */
  | 'runs-into-sacked'
  /** What the peer has reported, while nothing is due. */
  | 'sacked-wait'
  | 'before-isn'
  /** A pure ACK with an old number. */
  | 'pure-ack-behind'
  | 'probe-one-byte'
  /** More than cwnd at the first or second duplicate ACK. */
  | 'limited-transmit'
  /** An ACK of only a part of what was sent before a loss. */
  | 'partial-ack'
  /** The application has nothing to be sent. */
  | 'no-text'
  /** A FIN in the middle of what was sent. */
  | 'fin-too-soon'
  /** The RST that refuses: its seq, where what it answers has an ACK or none; its ack; its flags. */
  | 'refusal-seq'
  | 'refusal-seq-of-ack'
  | 'refusal-needs-ack'
  | 'refusal-ack'
  | 'refusal-flags'

function whyWait(tcb: Tcb): Waiting {
  switch (tcb.state) {
    case 'CLOSED':
      return 'closed'
    case 'LISTEN':
      return 'listening'
    case 'SYN-SENT':
      return 'syn-sent'
    case 'TIME-WAIT':
      return 'time-wait'
    default: {
      const end = tcb as SynchronizedTcb
      if (leq(end.snd.una, end.iss)) return 'syn-received'
      if (end.calls.text !== '' && end.snd.wnd === 0) return 'zero-window'
      if (isHeldBack(end)) return 'cwnd-full'
      return diff(end.snd.nxt, end.snd.una) > 0 ? 'unacknowledged' : 'idle'
    }
  }
}
