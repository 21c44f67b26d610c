import type { LossSign, TransmissionRound } from './transmission-round.ts'

/** Rounds that follow each other and grow in one way, or the loss between two of them. */
export type Stretch =
  | {
      readonly kind: 'slow-start' | 'congestion-avoidance'
      readonly from: number
      readonly to: number
      readonly windows: readonly number[]
      readonly ssthresh: number
      /** Slow start's last step was shorter than doubling, since it ends at ssthresh. */
      readonly cut: boolean
    }
  | {
      readonly kind: 'loss'
      readonly sign: LossSign
      readonly round: number
      /** The window at the loss, and both afterwards. */
      readonly cwnd: number
      readonly after: { readonly cwnd: number; readonly ssthresh: number }
    }

/** How the windows of these rounds come about, as one tells it: slow start, congestion avoidance, a loss, and so on. */
export function stretches(rounds: readonly TransmissionRound[]): readonly Stretch[] {
  const told: Stretch[] = []
  let begun = 0
  const grew = (until: number) => {
    const [first] = rounds.slice(begun)
    const turn = rounds.findIndex(({ phase }, index) => index >= begun && phase === 'congestion-avoidance')
    const last = rounds[until]
    if (!first || !last) return
    if (first.phase === 'slow-start') {
      // the round whose window has reached ssthresh is slow start's last step
      const end = turn < 0 || turn > until ? until : turn
      const windows = rounds.slice(begun, end + 1).map(({ cwnd }) => cwnd)
      const [before = 0, at = 0] = windows.slice(-2)
      const cut = windows.length > 1 && at < 2 * before
      told.push({
        kind: 'slow-start',
        from: first.number,
        to: rounds[end]?.number ?? first.number,
        windows,
        ssthresh: first.ssthresh,
        cut,
      })
      if (end === until) return
      begun = end
    }
    const windows = rounds.slice(begun, until + 1).map(({ cwnd }) => cwnd)
    const from = rounds[begun]?.number ?? first.number
    if (windows.length > 1)
      told.push({ kind: 'congestion-avoidance', from, to: last.number, windows, ssthresh: first.ssthresh, cut: false })
  }
  for (const [index, { cwnd, loss, number }] of rounds.entries()) {
    const then = rounds[index + 1]
    if (!loss && then) continue
    if (loss && begun === index && index === 0) {
      // it begins with the loss
    } else grew(index)
    if (loss && then)
      told.push({ kind: 'loss', sign: loss, round: number, cwnd, after: { cwnd: then.cwnd, ssthresh: then.ssthresh } })
    begun = index + 1
  }
  return told
}
