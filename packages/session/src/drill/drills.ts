import { ACK, diff, isSynchronized, type RuleId, type Segment, SYN, TRUTH_RULE_IDS } from '@woshou/protocol'
import type { End } from '../eyes/end.ts'
import type { Setup } from './setup.ts'
import * as setups from './setup.ts'

/** What exercises are chosen by. */
export const TOPICS = ['open', 'data', 'close', 'loss', 'reset', 'application', 'arrivals'] as const
export type Topic = (typeof TOPICS)[number]

/** How a rule is drilled. */
export interface Drill {
  readonly topic: Topic
  /**
   * `send`: what do you send now? `check`: what does this arrival do? `sort`: which of these segments may leave now?
   * for the rules which say that something is right that many believe wrong.
   */
  readonly kind: 'send' | 'check' | 'sort'
  /** Where the situation comes up, in the walks over these. */
  readonly setups: readonly Setup[]
  /** `nothing`: the right answer is to wait. */
  readonly due: 'something' | 'nothing'
  /** The ends worth looking at, so that the others need no spoiling. */
  readonly when?: (end: End) => boolean
  /** Of several segments that break the rule, what people really send. */
  readonly typical?: (wrong: Segment, end: End, right: Segment | null) => boolean
}

const {
  abort,
  burst,
  congested,
  exchange,
  farewell,
  forgotten,
  halfClose,
  holes,
  impatient,
  intruder,
  large,
  lateFin,
  lostControl,
} = setups
const {
  mishap,
  oldDuplicate,
  refused,
  simultaneousClose,
  simultaneousOpen,
  stranger,
  survivor,
  turns,
  window,
  wrapping,
} = setups

const send = (topic: Topic, used: readonly Setup[], when?: Drill['when']): Drill => ({
  topic,
  kind: 'send',
  setups: used,
  due: 'something',
  ...(when && { when }),
})
const wait = (topic: Topic, used: readonly Setup[], when?: Drill['when']): Drill => ({
  ...send(topic, used, when),
  due: 'nothing',
})
const check = (topic: Topic, used: readonly Setup[], when?: Drill['when']): Drill => ({
  ...send(topic, used, when),
  kind: 'check',
})
const sort = (topic: Topic, used: readonly Setup[], when?: Drill['when']): Drill => ({
  ...send(topic, used, when),
  kind: 'sort',
})

const state =
  (...states: readonly End['tcb']['state'][]) =>
  ({ tcb }: End) =>
    states.includes(tcb.state)
const owes =
  (...reasons: readonly End['tcb']['owed'][number]['reason'][]) =>
  ({ tcb }: End) =>
    tcb.owed.some(({ reason }) => reasons.includes(reason))
const owesReset = ({ tcb }: End) => tcb.owed.some(({ reason }) => reason.startsWith('reset'))
const mustRepeat = ({ tcb }: End) => 'retransmission' in tcb && tcb.retransmission.due
const hasText = ({ tcb }: End) => tcb.calls.text !== ''

const waitsForAck = ({ tcb }: End) => 'snd' in tcb && tcb.snd.una !== tcb.snd.nxt
const recovers = ({ tcb }: End) => isSynchronized(tcb) && tcb.congestion?.phase === 'fast-recovery'
const hasSpoken = ({ tcb }: End) => isSynchronized(tcb) && tcb.sent !== ''

const withText: Drill['typical'] = ({ text }) => text !== ''
/** A number of its own, not a slip by one. */
const drawnAnew: Drill['typical'] = (wrong, _, right) =>
  right !== null && wrong.seq > 1 && Math.abs(diff(wrong.seq, right.seq)) > 1_000
const atNext: Drill['typical'] = (wrong, { tcb }) => isSynchronized(tcb) && wrong.seq === tcb.snd.nxt
/** The number of the text before. */
const said: Drill['typical'] = (wrong, { tcb }) =>
  isSynchronized(tcb) && wrong.text !== '' && diff(tcb.snd.nxt, wrong.seq) === tcb.sent.length
const typically = (drill: Drill, typical: Drill['typical']): Drill => ({ ...drill, ...(typical && { typical }) })

const handshake = [exchange, farewell, oldDuplicate]
const talk = [exchange, burst, halfClose]
const third = owes('acknowledge-syn-ack')

/** A rule that cannot be drilled: a segment that breaks it cannot be put together. */
type Undrillable =
  // the window field of a choice holds 16 bits, as the header's does
  | 'window-field-too-large'
  // a choice of the window, or of URG, is no slip that exercises make
  | 'window-taken-back'
  | 'urg-without-pointer'
  // no application of an exercise closes into a closed window
  | 'fin-into-closed-window'
  // nor does a receiver of an exercise open its window by a few bytes
  | 'text-into-silly-window'
  // it is remarked on, and no correct TCP does it
  | 'own-isn-copied-from-peer'
  // only what the connection before used is wrong, and an exercise plays one
  | 'isn-fixed-or-zero'
  // scenarios have no timestamps; recorded exchanges do
  | 'timestamps-left-out'
  // exercises' listeners have no queues
  | 'syn-queue-full'
  | 'accept-queue-full'
  | 'isn-is-not-the-cookie'

/** Every rule that can be drilled, and how. */
export const DRILLS: Readonly<Record<Exclude<RuleId, Undrillable>, Drill>> = {
  'first-segment-must-be-syn': send('open', handshake, state('CLOSED')),
  'syn-must-not-carry-ack-on-active-open': send('open', handshake, state('CLOSED')),
  'syn-with-fin': send('open', handshake, state('CLOSED', 'SYN-RECEIVED')),
  'syn-with-rst': send('open', handshake, state('CLOSED', 'SYN-RECEIVED')),
  'synack-must-have-syn': send('open', handshake, state('SYN-RECEIVED')),
  'synack-must-have-ack': send('open', [...handshake, simultaneousOpen], state('SYN-RECEIVED')),
  'synack-keeps-syn-number': send('open', [simultaneousOpen], state('SYN-RECEIVED')),
  'synack-ack-equals-isn': send('open', handshake, state('SYN-RECEIVED')),
  'synack-ack-too-high': send('open', handshake, state('SYN-RECEIVED')),
  'synack-ack-is-own-isn': send('open', [...handshake, simultaneousOpen], state('SYN-RECEIVED')),
  // with pinned numbers there is no choice of one
  'handshake-ack-not-incremented': send('open', handshake, third),
  'handshake-ack-too-high': send('open', handshake, third),
  'handshake-seq-not-incremented': send('open', handshake, third),
  'handshake-seq-plus-two': send('open', handshake, third),
  'handshake-ack-missing-flag': send('open', handshake, third),
  'handshake-third-is-synack': send('open', handshake, third),
  'swapped-seq-and-ack': send('open', [...handshake, ...talk]),
  'data-before-established': typically(wait('open', handshake, state('SYN-SENT')), withText),
  'waiting-for-ack-of-ack': wait('data', [...talk, farewell, simultaneousOpen], ({ tcb }) => tcb.arrival !== null),
  'handshake-ack-carrying-data-is-legal': sort('open', [exchange, burst, mishap], third),

  'retransmit-syn-new-isn': typically(send('loss', [lostControl], state('SYN-SENT')), drawnAnew),
  'retransmit-synack-new-isn': typically(
    send('loss', [lostControl], ({ tcb }) => isSynchronized(tcb) && tcb.state === 'SYN-RECEIVED'),
    drawnAnew,
  ),
  'retransmit-data-new-seq': send('loss', [mishap], mustRepeat),
  'retransmit-needed-but-continues': send('loss', [window, mishap], (end) => mustRepeat(end) && hasText(end)),
  'retransmit-too-early': wait('loss', [exchange, burst, halfClose], waitsForAck),
  'sacked-sent-again': send('loss', [holes], mustRepeat),
  'retransmit-fin-not-needed-number': typically(send('loss', [lostControl], mustRepeat), atNext),
  'duplicate-data-must-be-reacked': send('loss', [mishap], owes('acknowledge-duplicate')),

  'data-seq-not-advanced': typically(
    send('data', [turns], (end) => hasText(end) && hasSpoken(end) && !waitsForAck(end)),
    said,
  ),
  'data-seq-one-too-low': send('data', talk, hasText),
  'data-seq-one-too-high': send('data', talk, hasText),
  'data-seq-gap': send('data', talk, hasText),
  'data-seq-outside-window': send('data', talk, hasText),
  'relative-instead-of-absolute': send('data', [large]),
  'wrap-not-modulo': send('data', [wrapping]),
  'ack-equals-received-seq': send('data', talk, owes('acknowledge-text')),
  'ack-last-byte': send('data', talk, owes('acknowledge-text')),
  'ack-plus-one-for-data': send('data', talk, owes('acknowledge-text')),
  'ack-of-unsent-data': send('data', talk),
  'ack-beyond-gap': send('loss', [mishap], ({ tcb }) => 'snd' in tcb && 'early' in tcb && tcb.early.length > 0),
  'ack-goes-back': send('data', talk),
  'missing-ack-flag-established': send('data', talk, state('ESTABLISHED', 'CLOSE-WAIT', 'FIN-WAIT-2')),
  'data-not-acknowledged': send('data', [exchange, burst], owes('acknowledge-text')),
  'data-exceeds-window': send('data', [window], hasText),
  'data-into-zero-window': wait('data', [window], hasText),
  'resyn-in-established': send('data', talk),
  'text-exceeds-mss': send('data', [burst], hasText),

  'fin-without-ack-flag': send('close', [farewell, exchange], ({ tcb }) => tcb.calls.close),
  'fin-seq-wrong': send('close', [farewell, exchange], ({ tcb }) => tcb.calls.close),
  'ack-of-fin-not-incremented': send('close', [farewell, exchange, halfClose], owes('acknowledge-fin')),
  'ack-of-fin-too-high': send('close', [farewell, exchange, halfClose], owes('acknowledge-fin')),
  'seq-after-own-fin-not-advanced': send(
    'close',
    [farewell, halfClose, exchange],
    state('FIN-WAIT-2', 'TIME-WAIT', 'CLOSING'),
  ),
  'data-after-own-fin': send('close', [halfClose, simultaneousClose], state('FIN-WAIT-2', 'TIME-WAIT', 'CLOSING')),
  'refuses-data-in-half-close': send('close', [halfClose], owes('acknowledge-text')),
  'close-wait-forgets-fin': send('close', [farewell, halfClose, exchange], state('CLOSE-WAIT')),
  'fin-not-acknowledged': send('close', [farewell, exchange, burst], ({ tcb }) => tcb.calls.close),
  'four-segments-mandatory': sort('close', [farewell, exchange, burst], ({ tcb }) => tcb.calls.close),
  'simultaneous-close-state': check('close', [simultaneousClose]),
  'time-wait-left-early': check('close', [farewell, exchange, lateFin]),
  'time-wait-wrong-side': check('close', [farewell, exchange], state('LAST-ACK')),
  'time-wait-ignores-fin': send('close', [lateFin], state('TIME-WAIT')),
  'fin-for-abort-or-rst-for-close': send(
    'close',
    [farewell, exchange, abort],
    ({ tcb }) => tcb.calls.close || tcb.calls.abort,
  ),

  'answers-a-rst': wait('reset', [abort, refused, survivor, forgotten], ({ tcb }) => tcb.arrival !== null),
  'rst-seq-wrong': send('reset', [abort], ({ tcb }) => tcb.calls.abort),
  'rst-reply-numbers': send('reset', [refused, stranger, survivor, forgotten, oldDuplicate], owesReset),
  'rst-in-synsent-needs-ack': send('reset', [refused, stranger, forgotten], owesReset),
  'closed-port-must-rst': typically(
    send('reset', [refused, stranger], owesReset),
    ({ flags }) => (flags & (SYN | ACK)) === (SYN | ACK),
  ),
  'half-open-must-rst': send('reset', [survivor, stranger, forgotten], owesReset),
  'wrong-handshake-ack-needs-rst-not-ack': send('reset', [oldDuplicate], owesReset),
  'challenge-ack-not-understood': send('reset', [forgotten], owesReset),

  'application-did-not-open': wait('application', [farewell, stranger, survivor], state('CLOSED', 'LISTEN')),
  'application-gave-no-text': send('application', [exchange, farewell], ({ tcb }) => tcb.state === 'ESTABLISHED'),
  'application-did-not-close': send('application', [exchange, burst], state('ESTABLISHED')),
  'text-before-fin': send('application', [impatient], hasText),
  'no-reason-to-reset': wait(
    'application',
    [exchange, intruder, halfClose],
    state('ESTABLISHED', 'FIN-WAIT-2', 'CLOSE-WAIT'),
  ),
  'nothing-to-say': wait('application', [...talk, farewell], state('ESTABLISHED', 'FIN-WAIT-1', 'LAST-ACK')),

  'cwnd-exceeded': wait('loss', [congested], (end) => hasText(end) && waitsForAck(end)),
  'fast-retransmit-first': send('loss', [congested], (end) => mustRepeat(end) && recovers(end)),
  'too-few-duplicates': wait(
    'loss',
    [congested],
    ({ tcb }) => 'retransmission' in tcb && tcb.retransmission.duplicates > 0,
  ),
  'one-segment-after-loss': wait('loss', [congested], waitsForAck),

  'check-outcome-wrong': check('arrivals', [...talk, oldDuplicate, mishap, intruder, forgotten, stranger]),
  'check-state-wrong': check('arrivals', [
    exchange,
    farewell,
    oldDuplicate,
    simultaneousOpen,
    simultaneousClose,
    abort,
    refused,
  ]),
  'check-next-expected-wrong': check('arrivals', [exchange, halfClose, mishap, intruder]),
}

/** The rules that can be drilled, in the order of the ground truth's catalogue. */
export const DRILLABLE: readonly RuleId[] = [
  ...TRUTH_RULE_IDS,
  ...(Object.keys(DRILLS) as RuleId[]).filter((rule) => !(TRUTH_RULE_IDS as readonly RuleId[]).includes(rule)),
].filter((rule) => Object.hasOwn(DRILLS, rule))

/** How a rule is drilled; null when it can't be. */
export const drillOf = (rule: RuleId): Drill | null =>
  Object.hasOwn(DRILLS, rule) ? DRILLS[rule as keyof typeof DRILLS] : null
