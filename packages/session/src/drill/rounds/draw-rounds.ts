import { generator } from '../../facts/generator.ts'
import type { RoundsExercise, RoundsGiven, RoundsQuestion, RoundsTask } from './rounds-exercise.ts'
import { type RoundsSlip, SLIPPED_COUNTINGS } from './rounds-slip.ts'
import { type LossSign, roundOf, type TransmissionRound, transmissionRounds } from './transmission-round.ts'

const THRESHOLDS = [4, 6, 8, 10, 12, 16, 20, 24]
const SIZES = [500, 1000, 1024, 1460]
const NO_LOSSES: ReadonlyMap<number, LossSign> = new Map()

/** Numbers by chance: `from` to `to`, both included; one of several. */
interface Chance {
  readonly between: (from: number, to: number) => number
  readonly of: <T>(items: readonly T[]) => T
}

/**
 * An exam question on congestion control.
 * @param seed any integer; the same gives the same exercise
 */
export function drawRounds(task: RoundsTask, seed: number): RoundsExercise {
  const random = generator(seed)
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  const chance: Chance = { between, of: (items) => items[between(0, items.length - 1)] as (typeof items)[number] }
  return { seed, ...drawn(task, chance) }
}

type Drawn = Omit<RoundsExercise, 'seed'>

function drawn(task: RoundsTask, chance: Chance): Drawn {
  switch (task) {
    case 'rounds-timeout':
      return loss(task, 'timeout', chance)
    case 'rounds-duplicates':
      return loss(task, 'duplicates', chance)
    case 'rounds-segment':
      return segment(chance)
    case 'rounds-recovered':
      return recovered(chance)
    case 'rounds-window':
      return window(chance)
    case 'rounds-reading':
      return reading(chance)
  }
}

/** From one segment on; then a loss, and what follows. */
function loss(task: 'rounds-timeout' | 'rounds-duplicates', sign: LossSign, { between, of }: Chance): Drawn {
  const ssthresh = of(THRESHOLDS)
  const first = { number: 1, cwnd: 1, ssthresh }
  const halvable = transmissionRounds(first, NO_LOSSES, 12).filter(
    ({ cwnd, number }) => number >= 3 && cwnd >= 6 && cwnd <= 30 && cwnd % 2 === 0,
  )
  const round = of(halvable).number
  const later = round + between(3, 5)
  const losses = new Map([[round, sign]])
  const rounds = transmissionRounds(first, losses, later)
  const ways = SLIPPED_COUNTINGS.map(
    ([slip, counting]) => [slip, transmissionRounds(first, losses, later, counting)] as const,
  )
  return {
    given: { task, ssthresh, round },
    rounds,
    questions: [
      asked('ssthresh', round + 1, rounds, ways),
      asked('cwnd', round + 1, rounds, ways),
      asked('cwnd', later, rounds, ways),
    ],
  }
}

type Way = readonly [RoundsSlip, readonly TransmissionRound[]]

/** One of both numbers in a round, and what the wrong ways to count make of it. */
function asked(
  what: 'cwnd' | 'ssthresh',
  round: number,
  rounds: readonly TransmissionRound[],
  ways: readonly Way[],
): RoundsQuestion {
  const valueIn = (counted: readonly TransmissionRound[]) => counted.find(({ number }) => number === round)?.[what] ?? 0
  return question(
    { what, round },
    valueIn(rounds),
    ways.map(([slip, counted]) => ({ said: valueIn(counted), slip })),
  )
}

/** Leaves out of the slips what is right, and what another slip before it says. */
function question(
  about: RoundsQuestion['asked'],
  answer: RoundsQuestion['answer'],
  slips: RoundsQuestion['slips'],
): RoundsQuestion {
  return {
    asked: about,
    answer,
    slips: slips.filter(
      ({ said }, index) => said !== answer && slips.findIndex((other) => other.said === said) === index,
    ),
  }
}

function segment({ between, of }: Chance): Drawn {
  const ssthresh = of(THRESHOLDS.filter((threshold) => threshold >= 8))
  const first = { number: 1, cwnd: 1, ssthresh }
  const last = between(5, 9)
  const rounds = transmissionRounds(first, NO_LOSSES, last)
  const through = total(rounds)
  const sent = between(through - (rounds.at(-1)?.cwnd ?? 1) + 1, through)
  return {
    given: { task: 'rounds-segment', ssthresh, segment: sent },
    rounds,
    questions: [
      question({ what: 'segment', segment: sent }, last, [
        {
          said: rounds.find(({ cwnd }) => cwnd >= sent)?.number ?? windowReaches(sent, first),
          slip: 'window-for-number',
        },
        ...SLIPPED_COUNTINGS.flatMap(([slip, counting]) => {
          const round = roundOf(sent, transmissionRounds(first, NO_LOSSES, 3 * last, counting))
          return round === null ? [] : [{ said: round, slip }]
        }),
        { said: last - 1, slip: 'one-round-early' },
        { said: last + 1, slip: 'one-round-late' },
      ]),
    ],
  }
}

const total = (rounds: readonly TransmissionRound[]): number => rounds.reduce((sum, { cwnd }) => sum + cwnd, 0)

/** In which round the window itself is as large as that. */
function windowReaches(size: number, first: { number: number; cwnd: number; ssthresh: number }): number {
  const rounds = transmissionRounds(first, NO_LOSSES, size + 1)
  return rounds.find(({ cwnd }) => cwnd >= size)?.number ?? size
}

/** A timeout, and then so many rounds that all are acknowledged: what is the window then? */
function recovered({ between, of }: Chance): Drawn {
  const cwnd = of([8, 12, 16, 18, 20, 24, 32])
  const count = between(3, 6)
  // the round of the timeout is not counted; ssthresh was the window, or less: it does not matter
  const first = { number: 0, cwnd, ssthresh: cwnd }
  const losses = new Map<number, LossSign>([[0, 'timeout']])
  const rounds = transmissionRounds(first, losses, count + 1)
  const ways: readonly Way[] = SLIPPED_COUNTINGS.map(([slip, counting]) => [
    slip,
    transmissionRounds(first, losses, count + 1, counting),
  ])
  const after = asked('cwnd', count + 1, rounds, ways)
  const early = rounds.find(({ number }) => number === count)?.cwnd ?? 1
  return {
    given: { task: 'rounds-recovered', cwnd, rounds: count },
    rounds,
    questions: [
      asked('ssthresh', 1, rounds, ways),
      question(after.asked, after.answer, [{ said: early, slip: 'one-round-early' }, ...after.slips]),
    ],
  }
}

/** How many bytes may leave at once: the smaller one of both windows, less what is in flight (RFC 5681 §3.1). */
export function mayLeave({
  acknowledged,
  cwnd,
  mss,
  rwnd,
  sent,
}: Omit<Extract<RoundsGiven, { task: 'rounds-window' }>, 'task'>): number {
  return Math.max(0, Math.min(cwnd + acknowledged, rwnd) - (sent - acknowledged)) * mss
}

/** Both windows at once: how much may leave now? */
function window({ between, of }: Chance): Drawn {
  const mss = of(SIZES)
  const cwnd = between(3, 8)
  const sent = between(2, cwnd)
  const acknowledged = between(1, sent - 1)
  const flight = sent - acknowledged
  const grown = cwnd + acknowledged
  // either may be the smaller one, and something may leave
  const rwnd = of([between(flight + 1, grown - 1), between(grown + 1, grown + 4)])
  const bytes = (windows: number) => Math.max(0, windows - flight) * mss
  const given = { task: 'rounds-window', mss, cwnd, sent, acknowledged, rwnd } as const
  return {
    given,
    rounds: [],
    questions: [
      question({ what: 'bytes' }, mayLeave(given), [
        { said: Math.min(grown, rwnd) * mss, slip: 'forgot-flight' },
        { said: bytes(grown), slip: 'forgot-rwnd' },
        { said: bytes(rwnd), slip: 'forgot-cwnd' },
        { said: bytes(Math.min(cwnd, rwnd)), slip: 'forgot-growth' },
      ]),
    ],
  }
}

/** The windows of many rounds, with two losses, one of each kind: what has happened? */
function reading({ between, of }: Chance): Drawn {
  const ssthresh = of([8, 12, 16, 24, 32])
  const [one, other] = of<readonly [LossSign, LossSign]>([
    ['timeout', 'duplicates'],
    ['duplicates', 'timeout'],
  ])
  const first = { number: 1, cwnd: 1, ssthresh }
  const turned = (rounds: readonly TransmissionRound[], from: number) =>
    rounds.find(({ number, phase }) => number > from && phase === 'congestion-avoidance')?.number ?? from
  /** A round some way into congestion avoidance whose window is even. */
  const evenAfter = (losses: ReadonlyMap<number, LossSign>, from: number): number => {
    const rounds = transmissionRounds(first, losses, from + 40)
    const earliest = turned(rounds, from) + between(2, 4)
    return rounds.find(({ cwnd, number }) => number >= earliest && cwnd % 2 === 0)?.number ?? earliest
  }
  const a = evenAfter(NO_LOSSES, 0)
  const b = evenAfter(new Map([[a, one]]), a)
  const rounds = transmissionRounds(
    first,
    new Map([
      [a, one],
      [b, other],
    ]),
    b + 3,
  )
  const before = rounds.slice(0, a)
  const sent = between(Math.ceil(total(before) / 3), total(before))
  const round = roundOf(sent, before) ?? a
  const at = (number: number) => rounds[number - 1]
  const turn = turned(rounds, 0)
  const sign = (loss: number, which: LossSign, mistaken: LossSign): RoundsQuestion =>
    question({ what: 'sign', round: loss }, which, [{ said: mistaken, slip: 'sign-mixed-up' }])
  return {
    given: { task: 'rounds-reading', windows: rounds.map(({ cwnd }) => cwnd) },
    rounds,
    questions: [
      question({ what: 'ssthresh', round: 1 }, ssthresh, [
        { said: at(turn - 1)?.cwnd ?? 0, slip: 'turned-early' },
        { said: at(turn + 1)?.cwnd ?? 0, slip: 'turned-late' },
      ]),
      sign(a, one, other),
      question({ what: 'ssthresh', round: a + 1 }, at(a + 1)?.ssthresh ?? 0, [
        { said: ssthresh, slip: 'kept-ssthresh' },
        { said: ssthresh / 2, slip: 'halved-ssthresh' },
        { said: at(a)?.cwnd ?? 0, slip: 'ssthresh-is-cwnd' },
      ]),
      sign(b, other, one),
      question({ what: 'segment', segment: sent }, round, [
        { said: windowReaches(sent, first), slip: 'window-for-number' },
        { said: round - 1, slip: 'one-round-early' },
        { said: round + 1, slip: 'one-round-late' },
      ]),
    ],
  }
}
