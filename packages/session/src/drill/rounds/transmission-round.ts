/** Why a sender believes that a segment is lost (RFC 5681 §3.1, §3.2). */
export type LossSign = 'timeout' | 'duplicates'

/**
 * A transmission round, as textbooks count congestion control: a whole window leaves, and then all of it is acknowledged,
 * or something of it is lost. In maximum-sized segments.
 */
export interface TransmissionRound {
  readonly number: number
  /** While it is sent. */
  readonly cwnd: number
  readonly ssthresh: number
  readonly phase: 'slow-start' | 'congestion-avoidance'
  /** By what the sender learns of a loss in it; null when all of it is acknowledged. */
  readonly loss: LossSign | null
}

/** Both of a sender's numbers, in maximum-sized segments. */
export interface Windows {
  readonly cwnd: number
  readonly ssthresh: number
}

/** How one counts from a round to the next. */
export interface Counting {
  /** The window after a round that was acknowledged. */
  readonly grown: (windows: Windows) => number
  /** Both after a round of which something was lost. */
  readonly lost: (windows: Windows, sign: LossSign) => Windows
}

/** Half of a window, but never fewer than two segments (RFC 5681 equation 4, in whole segments). */
export const half = (cwnd: number): number => Math.max(2, Math.floor(cwnd / 2))

/**
 * As textbooks count (Reno): slow start doubles, to ssthresh at most; from there on each round adds one; a timeout begins
 * anew with one segment, three duplicate ACKs go on from the half.
 */
export const TEXTBOOK: Counting = {
  grown: ({ cwnd, ssthresh }) => (cwnd < ssthresh ? Math.min(2 * cwnd, ssthresh) : cwnd + 1),
  lost: ({ cwnd }, sign) => ({ cwnd: sign === 'timeout' ? 1 : half(cwnd), ssthresh: half(cwnd) }),
}

/**
 * The rounds up to `last`.
 * @param first number and windows of the first one
 * @param losses by the number of the round
 */
export function transmissionRounds(
  first: Windows & { readonly number: number },
  losses: ReadonlyMap<number, LossSign>,
  last: number,
  counting: Counting = TEXTBOOK,
): readonly TransmissionRound[] {
  const rounds: TransmissionRound[] = []
  let windows: Windows = first
  for (let { number } = first; number <= last; number++) {
    const { cwnd, ssthresh } = windows
    const loss = losses.get(number) ?? null
    rounds.push({ number, cwnd, ssthresh, phase: cwnd < ssthresh ? 'slow-start' : 'congestion-avoidance', loss })
    windows = loss ? counting.lost(windows, loss) : { cwnd: counting.grown(windows), ssthresh }
  }
  return rounds
}

/** The number of the round in which segment `segment`, counted from 1, is sent; null when it is beyond these rounds. */
export function roundOf(segment: number, rounds: readonly TransmissionRound[]): number | null {
  let before = 0
  for (const { cwnd, number } of rounds) {
    before += cwnd
    if (segment <= before) return number
  }
  return null
}
