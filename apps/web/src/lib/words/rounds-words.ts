import {
  type LossSign,
  type RoundsAsked,
  type RoundsExercise,
  type RoundsGiven,
  type RoundsSlip,
  type RoundsTask,
  type Stretch,
  stretches,
} from '@woshou/session/drill'
import { m } from '#lib/paraglide/messages.js'

/** What kind of exam question it is. */
export function taskWords(task: RoundsTask): string {
  const words: Record<RoundsTask, () => string> = {
    'rounds-timeout': m.rounds_task_timeout,
    'rounds-duplicates': m.rounds_task_duplicates,
    'rounds-segment': m.rounds_task_segment,
    'rounds-recovered': m.rounds_task_recovered,
    'rounds-window': m.rounds_task_window,
    'rounds-reading': m.rounds_task_reading,
  }
  return words[task]()
}

/** What an exercise states, in sentences. */
export function givenWords(given: RoundsGiven): readonly string[] {
  switch (given.task) {
    case 'rounds-timeout':
      return [m.rounds_begins({ ssthresh: given.ssthresh }), m.rounds_given_timeout({ round: given.round })]
    case 'rounds-duplicates':
      return [m.rounds_begins({ ssthresh: given.ssthresh }), m.rounds_given_duplicates({ round: given.round })]
    case 'rounds-segment':
      return [m.rounds_begins({ ssthresh: given.ssthresh }), m.rounds_given_segment()]
    case 'rounds-recovered':
      return [m.rounds_given_recovered({ cwnd: given.cwnd, rounds: given.rounds })]
    case 'rounds-window': {
      const { acknowledged, cwnd, mss, rwnd, sent } = given
      return [m.rounds_given_window({ mss, cwnd: cwnd * mss, sent, acknowledged, rwnd: rwnd * mss })]
    }
    case 'rounds-reading':
      return [m.rounds_given_reading()]
  }
}

/** What is asked, as the label of its field. */
export function askedWords(asked: RoundsAsked, given: RoundsGiven): string {
  const after = given.task === 'rounds-recovered'
  switch (asked.what) {
    case 'cwnd':
      return after ? m.rounds_ask_cwnd_after({ round: asked.round - 1 }) : m.rounds_ask_cwnd({ round: asked.round })
    case 'ssthresh':
      return after ? m.rounds_ask_ssthresh_after() : m.rounds_ask_ssthresh({ round: asked.round })
    case 'sign':
      return m.rounds_ask_sign({ round: asked.round })
    case 'segment':
      return m.rounds_ask_segment({ segment: asked.segment })
    case 'bytes':
      return m.rounds_ask_bytes()
  }
}

export const signWords = (sign: LossSign): string =>
  sign === 'timeout' ? m.rounds_sign_timeout() : m.rounds_sign_duplicates()

/** What somebody has done who gave a wrong answer. */
export function slipWords(slip: RoundsSlip): string {
  const words: Record<RoundsSlip, () => string> = {
    'doubled-past-ssthresh': m.rounds_slip_doubled_past_ssthresh,
    'doubled-for-ever': m.rounds_slip_doubled_for_ever,
    'added-one-in-slow-start': m.rounds_slip_added_one_in_slow_start,
    'kept-ssthresh': m.rounds_slip_kept_ssthresh,
    'halved-ssthresh': m.rounds_slip_halved_ssthresh,
    'ssthresh-is-cwnd': m.rounds_slip_ssthresh_is_cwnd,
    'halved-after-timeout': m.rounds_slip_halved_after_timeout,
    'one-after-duplicates': m.rounds_slip_one_after_duplicates,
    'left-inflated': m.rounds_slip_left_inflated,
    'grown-before-loss': m.rounds_slip_grown_before_loss,
    'one-round-early': m.rounds_slip_one_round_early,
    'one-round-late': m.rounds_slip_one_round_late,
    'window-for-number': m.rounds_slip_window_for_number,
    'sign-mixed-up': m.rounds_slip_sign_mixed_up,
    'turned-early': m.rounds_slip_turned_early,
    'turned-late': m.rounds_slip_turned_late,
    'forgot-rwnd': m.rounds_slip_forgot_rwnd,
    'forgot-cwnd': m.rounds_slip_forgot_cwnd,
    'forgot-growth': m.rounds_slip_forgot_growth,
    'forgot-flight': m.rounds_slip_forgot_flight,
  }
  return words[slip]()
}

/** How the answers come about, step by step. */
export function wayWords(exercise: RoundsExercise): readonly string[] {
  const { given, rounds } = exercise
  if (given.task === 'rounds-window') {
    const { acknowledged, cwnd, mss, rwnd, sent } = given
    const grown = (cwnd + acknowledged) * mss
    const flight = (sent - acknowledged) * mss
    const window = Math.min(grown, rwnd * mss)
    return [
      m.rounds_way_grown({ acknowledged, before: cwnd * mss, mss, cwnd: grown }),
      m.rounds_way_flight({ sent, acknowledged, flight }),
      m.rounds_way_left({ window, flight, bytes: window - flight }),
    ]
  }
  const told = stretches(rounds)
  const turn = told.find(({ kind }) => kind === 'congestion-avoidance')
  return [
    ...told.map((stretch) => stretchWords(stretch, given.task === 'rounds-recovered')),
    ...(given.task === 'rounds-reading' && turn && turn.kind !== 'loss'
      ? [m.rounds_way_read({ cwnd: turn.windows[0] ?? 0 })]
      : []),
    ...exercise.questions.flatMap(({ answer, asked }) =>
      asked.what === 'segment' && typeof answer === 'number' ? [countWords(rounds, answer)] : [],
    ),
  ]
}

function stretchWords(stretch: Stretch, fromLoss: boolean): string {
  if (stretch.kind === 'loss') {
    const { after, cwnd, round, sign } = stretch
    const numbers = { round, cwnd, half: after.ssthresh }
    if (sign === 'duplicates') return m.rounds_way_duplicates(numbers)
    return fromLoss ? m.rounds_way_timeout_first(numbers) : m.rounds_way_timeout(numbers)
  }
  const { cut, from, kind, ssthresh, to } = stretch
  const windows = `${stretch.windows.join(' → ')}`
  if (kind === 'congestion-avoidance') return m.rounds_way_avoidance({ from, to, windows })
  if (from === to) return m.rounds_way_slow_start_one({ from, windows })
  return cut ? m.rounds_way_cut({ from, to, ssthresh, windows }) : m.rounds_way_slow_start({ from, to, windows })
}

/** How many segments there are up to the round that is asked for. */
function countWords(rounds: RoundsExercise['rounds'], round: number): string {
  const sum = rounds.reduce((all, { cwnd, number }) => (number < round ? all + cwnd : all), 0)
  const size = rounds.find(({ number }) => number === round)?.cwnd ?? 0
  return m.rounds_way_count({ before: round - 1, sum, round, from: sum + 1, to: sum + size })
}

/** Where textbooks' rounds and RFC 5681 differ. */
export function rfcWords(task: RoundsTask): readonly string[] {
  const growth = m.rounds_rfc_growth()
  switch (task) {
    case 'rounds-timeout':
    case 'rounds-recovered':
      return [growth, m.rounds_rfc_timeout()]
    case 'rounds-duplicates':
      return [m.rounds_rfc_duplicates(), m.rounds_rfc_timeout()]
    case 'rounds-reading':
      return [growth, m.rounds_rfc_timeout(), m.rounds_rfc_duplicates()]
    case 'rounds-segment':
      return [growth]
    case 'rounds-window':
      return [m.rounds_rfc_window(), growth]
  }
}
