import type { ListeningHost } from '../receive-at.ts'
import type { RuleId } from '../rule-id.ts'
import type { Policy, State } from '../tcb.ts'

/**
 * One step of an end towards a moment: `call open-active`, `call send 5` (bytes), `> S seq=1000` (it sends), `< SA
 * seq=5000 ack=1001` (that arrives), `expire retransmission`. Segments are written as a student types them, with `sack`
 * behind a SYN that permits it, and `sack=1011-1021` behind what reports a block.
 */
export type Step = string

/** A moment and what is done wrong in it. */
export type Moment = {
  readonly steps: readonly Step[]
  /** Both SYNs, and what arrives, carry timestamps. */
  readonly stamped?: true
  /** The end's policy, where it is not the default. */
  readonly policy?: Partial<Policy>
  /** The host at which the last one arrives, where its queues matter. */
  readonly host?: ListeningHost
} & (
  | { readonly wrong: string; readonly window?: number }
  /** Right, though many believe it wrong. */
  | { readonly legal: string }
  /** What a student says of an arrival: outcome, state, RCV.NXT. */
  | {
      readonly arrival: string
      readonly said: readonly ['accepted' | 'dropped' | 'reset', State, number | null]
    }
)

// The client's ISN is 1000, the server's 5000: numbers to calculate with in one's head.
const opening = ['call open-active']
const listening = ['call open-passive']
const synSent = [...opening, '> S seq=1000']
const asked = [...listening, '< S seq=1000']
const answered = [...asked, '> SA seq=5000 ack=1001']
const third = [...synSent, '< SA seq=5000 ack=1001']
const established = [...third, '> A seq=1001 ack=5001']
const served = [...established, '< A seq=5001 ack=1001 len=10', '> A seq=1001 ack=5011']
const offered = [...served, '< A seq=5011 ack=1001 len=5']
const asksToSend = [...established, 'call send 5']
const sending = [...asksToSend, '> A seq=1001 ack=5001 len=5']
const asksToClose = [...established, 'call close']
const finWait1 = [...asksToClose, '> FA seq=1001 ack=5001']
const finWait2 = [...finWait1, '< A seq=5001 ack=1002']
const timeWait = [...finWait2, '< FA seq=5001 ack=1002']
const closeWait = [...established, '< FA seq=5001 ack=1001']
const lastAck = [...closeWait, 'call close', '> FA seq=1001 ack=5002']
/** Four pieces of ten bytes are out, and the peer has reported all but the first. */
const reported = [
  ...opening,
  '> S seq=1000 sack',
  '< SA seq=5000 ack=1001 sack',
  '> A seq=1001 ack=5001',
  'call send 40',
  ...[1001, 1011, 1021, 1031].map((seq) => `> A seq=${seq} ack=5001 len=10`),
  ...[1021, 1031, 1041].map((right) => `< A seq=5001 ack=1001 sack=1011-${right}`),
]
/** Hosts of which one queue is full: the SYN queue, or the accept queue. */
const crowded: ListeningHost = {
  synQueue: { waiting: 2, places: 2 },
  acceptQueue: { waiting: 0, places: 2 },
  cookies: null,
  overflow: 'drop',
}
const unaccepted: ListeningHost = {
  ...crowded,
  synQueue: { waiting: 1, places: 2 },
  acceptQueue: { waiting: 2, places: 2 },
}
const baking: ListeningHost = { ...crowded, cookies: { secret: 7, time: 0 } }
/** The peer offered so small a window. */
const narrow = (window: number) => [
  ...synSent,
  `< SA seq=5000 ack=1001 win=${window}`,
  '> A seq=1001 ack=5001',
  'call send 5',
]

/** Congestion control that can be counted: segments of 100 bytes, and one of them at first. */
const reno = { congestion: 'reno', mss: 100, initialCwnd: 100 } as const
const asksMuch = [...established, 'call send 900']
const oneSent = [...asksMuch, '> A seq=1001 ack=5001 len=100']
const [second, afterSecond] = ['> A seq=1101 ack=5001 len=100', '> A seq=1201 ack=5001 len=100']
const twoSent = [...oneSent, '< A seq=5001 ack=1101', second, afterSecond]
const fourSent = [
  ...[...twoSent, '< A seq=5001 ack=1201', '> A seq=1301 ack=5001 len=100', '> A seq=1401 ack=5001 len=100'],
  ...['< A seq=5001 ack=1301', '> A seq=1501 ack=5001 len=100', '> A seq=1601 ack=5001 len=100'],
]
const duplicate = '< A seq=5001 ack=1301'

/** Every rule's moment. */
export const MOMENTS: Readonly<Record<RuleId, Moment>> = {
  'first-segment-must-be-syn': { steps: opening, wrong: 'A seq=1000 ack=1' },
  'syn-must-not-carry-ack-on-active-open': { steps: opening, wrong: 'SA seq=1000 ack=7' },
  'syn-with-fin': { steps: opening, wrong: 'SF seq=1000' },
  'syn-with-rst': { steps: opening, wrong: 'SR seq=1000' },
  'synack-must-have-syn': { steps: asked, wrong: 'A seq=5000 ack=1001' },
  'synack-must-have-ack': { steps: asked, wrong: 'S seq=5000' },
  'synack-ack-equals-isn': { steps: asked, wrong: 'SA seq=5000 ack=1000' },
  'synack-ack-too-high': { steps: asked, wrong: 'SA seq=5000 ack=1002' },
  'synack-ack-is-own-isn': { steps: asked, wrong: 'SA seq=5000 ack=5001' },
  'own-isn-copied-from-peer': { steps: asked, legal: 'SA seq=1000 ack=1001' },
  'isn-fixed-or-zero': { steps: [...lastAck, '< A seq=5002 ack=1002', 'call open-active'], wrong: 'S seq=1000' },
  'handshake-ack-not-incremented': { steps: third, wrong: 'A seq=1001 ack=5000' },
  'handshake-ack-too-high': { steps: third, wrong: 'A seq=1001 ack=5002' },
  'handshake-seq-not-incremented': { steps: third, wrong: 'A seq=1000 ack=5001' },
  'handshake-seq-plus-two': { steps: third, wrong: 'A seq=1002 ack=5001' },
  'handshake-ack-missing-flag': { steps: third, wrong: '- seq=1001 ack=5001' },
  'handshake-third-is-synack': { steps: third, wrong: 'SA seq=1000 ack=5001' },
  'swapped-seq-and-ack': { steps: third, wrong: 'A seq=5001 ack=1001' },
  'data-before-established': { steps: synSent, wrong: 'A seq=1001 ack=0 len=5' },
  'waiting-for-ack-of-ack': { steps: [...sending, '< A seq=5001 ack=1006'], wrong: 'A seq=1006 ack=5001' },
  'handshake-ack-carrying-data-is-legal': { steps: [...third, 'call send 5'], legal: 'A seq=1001 ack=5001 len=5' },

  'retransmit-syn-new-isn': { steps: [...synSent, 'expire retransmission'], wrong: 'S seq=1500' },
  'retransmit-synack-new-isn': { steps: [...answered, 'expire retransmission'], wrong: 'SA seq=5500 ack=1001' },
  'retransmit-data-new-seq': { steps: [...sending, 'expire retransmission'], wrong: 'A seq=1006 ack=5001 len=5' },
  'retransmit-needed-but-continues': {
    steps: [...sending, 'call send 4', 'expire retransmission'],
    wrong: 'A seq=1006 ack=5001 len=4',
  },
  'sacked-sent-again': { steps: reported, wrong: 'A seq=1011 ack=5001 len=10' },
  'retransmit-too-early': { steps: sending, wrong: 'A seq=1001 ack=5001 len=5' },
  'retransmit-fin-not-needed-number': { steps: [...finWait1, 'expire retransmission'], wrong: 'FA seq=1002 ack=5001' },
  'duplicate-data-must-be-reacked': {
    steps: [...offered, '> A seq=1001 ack=5016', '< A seq=5001 ack=1001 len=10'],
    wrong: 'A seq=1001 ack=5011',
  },

  'data-seq-not-advanced': {
    steps: [...sending, '< A seq=5001 ack=1006', 'call send 5'],
    wrong: 'A seq=1001 ack=5001 len=5',
  },
  'data-seq-one-too-low': { steps: asksToSend, wrong: 'A seq=1000 ack=5001 len=5' },
  'data-seq-one-too-high': { steps: asksToSend, wrong: 'A seq=1002 ack=5001 len=5' },
  'data-seq-gap': { steps: asksToSend, wrong: 'A seq=1101 ack=5001 len=5' },
  'data-seq-outside-window': { steps: asksToSend, wrong: 'A seq=1001001 ack=5001 len=5' },
  'relative-instead-of-absolute': {
    steps: [
      ...opening,
      '> S seq=3000000000',
      '< SA seq=2000000000 ack=3000000001',
      '> A seq=3000000001 ack=2000000001',
      'call send 2',
    ],
    wrong: 'A seq=1 ack=2000000001 len=2',
  },
  'wrap-not-modulo': {
    steps: [...opening, '> S seq=4294967295', '< SA seq=5000 ack=0', '> A seq=0 ack=5001', 'call send 2'],
    wrong: 'A seq=1 ack=5001 len=2',
  },
  'ack-equals-received-seq': { steps: offered, wrong: 'A seq=1001 ack=5011' },
  'ack-last-byte': { steps: offered, wrong: 'A seq=1001 ack=5015' },
  'ack-plus-one-for-data': { steps: offered, wrong: 'A seq=1001 ack=5017' },
  'ack-of-unsent-data': { steps: offered, wrong: 'A seq=1001 ack=5501' },
  'ack-beyond-gap': { steps: [...established, '< A seq=5011 ack=1001 len=5'], wrong: 'A seq=1001 ack=5016' },
  'ack-goes-back': { steps: offered, wrong: 'A seq=1001 ack=5004' },
  'missing-ack-flag-established': { steps: asksToSend, wrong: '- seq=1001 len=5' },
  'data-not-acknowledged': {
    steps: [...offered, 'call send 2', '> A seq=1001 ack=5016 len=1', '< A seq=5016 ack=1001 len=3'],
    wrong: 'A seq=1002 ack=5016 len=1',
  },
  'data-exceeds-window': { steps: narrow(4), wrong: 'A seq=1001 ack=5001 len=5' },
  'data-into-zero-window': { steps: narrow(0), wrong: 'A seq=1001 ack=5001 len=5' },
  'resyn-in-established': { steps: established, wrong: 'S seq=1001' },

  'fin-without-ack-flag': { steps: asksToClose, wrong: 'F seq=1001' },
  'fin-seq-wrong': { steps: asksToClose, wrong: 'FA seq=1002 ack=5001' },
  'ack-of-fin-not-incremented': { steps: closeWait, wrong: 'A seq=1001 ack=5001' },
  'ack-of-fin-too-high': { steps: closeWait, wrong: 'A seq=1001 ack=5003' },
  'seq-after-own-fin-not-advanced': { steps: timeWait, wrong: 'A seq=1001 ack=5002' },
  'data-after-own-fin': { steps: finWait2, wrong: 'A seq=1002 ack=5001 len=4' },
  'refuses-data-in-half-close': { steps: [...finWait2, '< A seq=5001 ack=1002 len=4'], wrong: 'R seq=1002' },
  'close-wait-forgets-fin': {
    steps: [...closeWait, '> A seq=1001 ack=5002', 'call close'],
    wrong: 'A seq=1001 ack=5002',
  },
  'fin-not-acknowledged': { steps: [...closeWait, 'call close'], wrong: 'FA seq=1001 ack=5001' },
  'four-segments-mandatory': { steps: [...closeWait, 'call close'], legal: 'FA seq=1001 ack=5002' },
  'simultaneous-close-state': {
    steps: finWait1,
    arrival: 'FA seq=5001 ack=1001',
    said: ['accepted', 'TIME-WAIT', 5002],
  },
  'time-wait-left-early': { steps: [...timeWait, '> A seq=1002 ack=5002'], wrong: 'S seq=9000' },
  'time-wait-wrong-side': { steps: lastAck, arrival: 'A seq=5002 ack=1002', said: ['accepted', 'TIME-WAIT', null] },
  'time-wait-ignores-fin': {
    steps: [...timeWait, '> A seq=1002 ack=5002', '< FA seq=5001 ack=1002'],
    wrong: 'A seq=1002 ack=5001',
  },
  'fin-for-abort-or-rst-for-close': { steps: asksToClose, wrong: 'R seq=1001' },

  'answers-a-rst': { steps: ['< RA seq=0 ack=5'], wrong: 'R seq=5' },
  'rst-seq-wrong': { steps: [...established, 'call abort'], wrong: 'R seq=1010' },
  'rst-reply-numbers': { steps: ['< A seq=300 ack=100 len=4'], wrong: 'R seq=300' },
  'rst-in-synsent-needs-ack': { steps: ['< S seq=1000'], wrong: 'R seq=0' },
  'closed-port-must-rst': { steps: ['< S seq=1000'], wrong: 'SA seq=5000 ack=1001' },
  'half-open-must-rst': { steps: ['< A seq=300 ack=100 len=4'], wrong: 'A seq=100 ack=304' },
  'wrong-handshake-ack-needs-rst-not-ack': {
    steps: [...synSent, '< SA seq=5000 ack=77'],
    wrong: 'A seq=1001 ack=5001',
  },
  'challenge-ack-not-understood': {
    steps: [...established, 'call abort', '< A seq=5001 ack=1001'],
    wrong: 'R seq=1010',
  },

  'application-did-not-open': { steps: [], wrong: 'S seq=1000' },
  'application-gave-no-text': { steps: established, wrong: 'A seq=1001 ack=5001 len=5' },
  'application-did-not-close': { steps: established, wrong: 'FA seq=1001 ack=5001' },
  'text-before-fin': { steps: [...asksToSend, 'call close'], wrong: 'FA seq=1001 ack=5001' },
  'no-reason-to-reset': { steps: established, wrong: 'R seq=1001' },
  'nothing-to-say': { steps: established, wrong: 'A seq=1001 ack=5001' },
  'text-exceeds-mss': { steps: [...established, 'call send 2000'], wrong: 'A seq=1001 ack=5001 len=2000' },
  'synack-keeps-syn-number': { steps: [...synSent, '< S seq=5000'], wrong: 'SA seq=1001 ack=5001' },
  'urg-without-pointer': { steps: asksToSend, legal: 'UA seq=1001 ack=5001 len=5' },
  'window-taken-back': { steps: offered, legal: 'A seq=1001 ack=5016 win=100' },
  'fin-into-closed-window': {
    steps: [...synSent, '< SA seq=5000 ack=1001 win=0', '> A seq=1001 ack=5001', 'call close'],
    legal: 'FA seq=1001 ack=5001',
  },
  'text-into-silly-window': {
    steps: [...established, 'call send 700', '< A seq=5001 ack=1001 win=4'],
    policy: { avoidsSilly: true },
    legal: 'A seq=1001 ack=5001 len=4',
  },
  'timestamps-left-out': { steps: asksToSend, stamped: true, legal: 'A seq=1001 ack=5001 len=5' },
  'window-field-too-large': { steps: offered, wrong: 'A seq=1001 ack=5016', window: 70_000 },
  'cwnd-exceeded': { policy: reno, steps: oneSent, wrong: 'A seq=1101 ack=5001 len=100' },
  'fast-retransmit-first': {
    policy: reno,
    steps: [...fourSent, duplicate, duplicate, duplicate],
    wrong: 'A seq=1701 ack=5001 len=100',
  },
  'too-few-duplicates': {
    policy: reno,
    steps: [...established, 'call send 100', '> A seq=1001 ack=5001 len=100', '< A seq=5001 ack=1001'],
    wrong: 'A seq=1001 ack=5001 len=100',
  },
  'one-segment-after-loss': {
    policy: reno,
    steps: [...fourSent, 'expire retransmission', '> A seq=1301 ack=5001 len=100'],
    wrong: 'A seq=1401 ack=5001 len=100',
  },
  'syn-queue-full': { steps: asked, host: crowded, wrong: 'SA seq=5000 ack=1001' },
  'accept-queue-full': {
    steps: [...answered, '< A seq=1001 ack=5001'],
    host: unaccepted,
    wrong: 'A seq=5001 ack=1001',
  },
  'isn-is-not-the-cookie': { steps: asked, host: baking, wrong: 'SA seq=5000 ack=1001' },
  'check-outcome-wrong': {
    steps: served,
    arrival: 'A seq=5001 ack=1001 len=10',
    said: ['accepted', 'ESTABLISHED', 5011],
  },
  'check-state-wrong': { steps: established, arrival: 'A seq=5001 ack=1001', said: ['accepted', 'CLOSE-WAIT', 5001] },
  'check-next-expected-wrong': {
    steps: established,
    arrival: 'A seq=5001 ack=1001 len=3',
    said: ['accepted', 'ESTABLISHED', 5005],
  },
}
