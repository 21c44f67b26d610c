import type { RoundsSlip } from './rounds-slip.ts'
import type { LossSign, TransmissionRound } from './transmission-round.ts'

/** The kinds of exam question on congestion control, in the order in which they are best learnt. Ids are kept by browsers. */
export const ROUNDS_TASKS = [
  'rounds-timeout',
  'rounds-duplicates',
  'rounds-segment',
  'rounds-recovered',
  'rounds-window',
  'rounds-reading',
] as const
export type RoundsTask = (typeof ROUNDS_TASKS)[number]

/** What an exercise states. Windows in maximum-sized segments (MSS), sizes in bytes. */
export type RoundsGiven =
  /** It begins with one segment, and in a round there is a loss. */
  | { readonly task: 'rounds-timeout' | 'rounds-duplicates'; readonly ssthresh: number; readonly round: number }
  /** It begins with one segment, and nothing is lost. */
  | { readonly task: 'rounds-segment'; readonly ssthresh: number; readonly segment: number }
  /** A timeout at so large a window; then so many rounds are acknowledged. */
  | { readonly task: 'rounds-recovered'; readonly cwnd: number; readonly rounds: number }
  /** In slow start: of so many full segments that left, so many are acknowledged, and the last ACK offers this window. */
  | {
      readonly task: 'rounds-window'
      readonly mss: number
      readonly cwnd: number
      readonly sent: number
      readonly acknowledged: number
      readonly rwnd: number
    }
  /** The windows of all rounds. */
  | { readonly task: 'rounds-reading'; readonly windows: readonly number[] }

/** One thing that is asked. */
export type RoundsAsked =
  | { readonly what: 'cwnd' | 'ssthresh'; readonly round: number }
  /** How the loss in a round was noticed. */
  | { readonly what: 'sign'; readonly round: number }
  /** In which round a segment is sent. */
  | { readonly what: 'segment'; readonly segment: number }
  /** How many bytes may leave at once. */
  | { readonly what: 'bytes' }

export interface RoundsQuestion {
  readonly asked: RoundsAsked
  readonly answer: number | LossSign
  /** Wrong answers that people give, and what they have done; none of them is the right one, and none stands twice. */
  readonly slips: readonly { readonly said: number | LossSign; readonly slip: RoundsSlip }[]
}

/** An exam question on congestion control. */
export interface RoundsExercise {
  /** The same task and seed give the same exercise. */
  readonly seed: number
  readonly given: RoundsGiven
  readonly questions: readonly RoundsQuestion[]
  /** How it comes about, round by round; empty where nothing is counted in rounds. */
  readonly rounds: readonly TransmissionRound[]
}
