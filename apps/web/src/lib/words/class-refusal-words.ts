import { CLASS_REFUSALS, type ClassRefusal } from '@woshou/classroom'
import { m } from '#lib/paraglide/messages.js'
import { problemWords } from './problem-words.ts'

/** Why a command was not carried out, and what to do: a refusal's own words, else a problem's. Never throws. */
export function commandWords(problem: {
  code: string
  retryAfter?: number | undefined
  refusal?: string | undefined
}): string {
  const { refusal } = problem
  if (problem.code === 'refused') return isRefusal(refusal) ? classRefusalWords(refusal) : m.page_older()
  const { retryAfter } = problem
  const { remedy, what } = problemWords({ code: problem.code, ...(retryAfter !== undefined && { retryAfter }) })
  return `${what} ${remedy}`
}

/** Nobody is to blame: somebody else was faster, or it is not the moment. */
function classRefusalWords(refusal: ClassRefusal): string {
  const words: Record<ClassRefusal, () => string> = {
    'doors-are-open': m.teach_refusal_doors_are_open,
    'doors-are-closed': m.teach_refusal_doors_are_closed,
    'round-runs': m.teach_refusal_round_runs,
    'no-round-runs': m.teach_refusal_no_round_runs,
    'round-is-paused': m.teach_refusal_round_is_paused,
    'round-is-not-paused': m.teach_refusal_round_is_not_paused,
    'nobody-is-there': m.teach_refusal_nobody_is_there,
    'nothing-is-planned': m.teach_refusal_nothing_is_planned,
    'unknown-scenario': m.teach_refusal_unknown_scenario,
    'unknown-participant': m.teach_refusal_unknown_participant,
    'unknown-pair': m.teach_refusal_unknown_pair,
    'seat-is-taken': m.teach_refusal_seat_is_taken,
    'session-is-over': m.teach_refusal_session_is_over,
    'has-a-seat': m.teach_refusal_has_a_seat,
    'same-student-twice': m.teach_refusal_same_student_twice,
    'poll-is-open': m.teach_refusal_poll_is_open,
    'no-poll-is-open': m.teach_refusal_no_poll_is_open,
    'not-in-this-phase': m.teach_refusal_not_in_this_phase,
    'nothing-to-ask': m.teach_refusal_nothing_to_ask,
    'point-is-passed': m.teach_refusal_point_is_passed,
    'log-is-full': m.teach_refusal_log_is_full,
  }
  return words[refusal]()
}

const isRefusal = (word: string | undefined): word is ClassRefusal =>
  (CLASS_REFUSALS as readonly (string | undefined)[]).includes(word)
