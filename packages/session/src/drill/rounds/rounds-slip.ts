import { type Counting, half, TEXTBOOK } from './transmission-round.ts'

/** Ways to count that are wrong, and are common: each is the textbook's but for one thing. */
const COUNTINGS = {
  /** Slow start doubles past ssthresh before it gives way. */
  'doubled-past-ssthresh': {
    ...TEXTBOOK,
    grown: ({ cwnd, ssthresh }) => (cwnd < ssthresh ? 2 * cwnd : cwnd + 1),
  },
  /** Slow start never gives way. */
  'doubled-for-ever': { ...TEXTBOOK, grown: ({ cwnd }) => 2 * cwnd },
  /** Slow start is taken to be slow. */
  'added-one-in-slow-start': { ...TEXTBOOK, grown: ({ cwnd }) => cwnd + 1 },
  /** ssthresh stays as it was. */
  'kept-ssthresh': {
    ...TEXTBOOK,
    lost: ({ cwnd, ssthresh }, sign) => ({ cwnd: sign === 'timeout' ? 1 : half(cwnd), ssthresh }),
  },
  /** It is ssthresh that is halved, and not the window. */
  'halved-ssthresh': {
    ...TEXTBOOK,
    lost: ({ ssthresh }, sign) => ({ cwnd: sign === 'timeout' ? 1 : half(ssthresh), ssthresh: half(ssthresh) }),
  },
  /** ssthresh becomes the window itself. */
  'ssthresh-is-cwnd': {
    ...TEXTBOOK,
    lost: ({ cwnd }, sign) => ({ cwnd: sign === 'timeout' ? 1 : cwnd, ssthresh: cwnd }),
  },
  /** A timeout is taken for three duplicates. */
  'halved-after-timeout': { ...TEXTBOOK, lost: ({ cwnd }) => ({ cwnd: half(cwnd), ssthresh: half(cwnd) }) },
  /** Three duplicates are taken for a timeout: so it was in Tahoe, before fast recovery. */
  'one-after-duplicates': { ...TEXTBOOK, lost: ({ cwnd }) => ({ cwnd: 1, ssthresh: half(cwnd) }) },
  /** The three segments that have left the network stay in the window, as during fast recovery (RFC 5681 §3.2 step 3). */
  'left-inflated': {
    ...TEXTBOOK,
    lost: ({ cwnd }, sign) => ({ cwnd: sign === 'timeout' ? 1 : half(cwnd) + 3, ssthresh: half(cwnd) }),
  },
  /** The window grows once more before it is halved. */
  'grown-before-loss': {
    ...TEXTBOOK,
    lost: (windows, sign) => {
      const grown = half(TEXTBOOK.grown(windows))
      return { cwnd: sign === 'timeout' ? 1 : grown, ssthresh: grown }
    },
  },
} satisfies Record<string, Counting>

/** What somebody has done who gives a wrong answer. */
export type RoundsSlip =
  | keyof typeof COUNTINGS
  | 'one-round-early'
  | 'one-round-late'
  | 'window-for-number'
  | 'sign-mixed-up'
  | 'turned-early'
  | 'turned-late'
  | 'forgot-rwnd'
  | 'forgot-cwnd'
  | 'forgot-growth'
  | 'forgot-flight'

/** The wrong ways to count; where two lead to the same number, the first is what is said of it. */
export const SLIPPED_COUNTINGS = Object.entries(COUNTINGS) as readonly (readonly [keyof typeof COUNTINGS, Counting])[]
