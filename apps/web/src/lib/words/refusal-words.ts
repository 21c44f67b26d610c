import { type MessageError, MOST_ASKED, REFUSALS, type Refusal } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { problemWords } from './problem-words.ts'

/** Why a move was not carried out, gently: nobody is to blame. Never throws: a server may know more than this page. */
export function refusalWords(refusal: Refusal): string {
  const words: Record<Refusal, () => string> = {
    'outdated-view': m.refusal_outdated_view,
    'not-started': m.refusal_not_started,
    'session-ended': m.refusal_session_ended,
    paused: m.refusal_paused,
    'calls-are-scripted': m.refusal_calls_are_scripted,
    'call-not-possible': m.refusal_call_not_possible,
    'too-much-text': () => m.refusal_too_much_text({ most: MOST_ASKED }),
    'no-hint-now': m.refusal_no_hint_now,
    'no-tries-left': m.refusal_no_tries_left,
    'check-first': m.refusal_check_first,
    'nothing-to-check': m.refusal_nothing_to_check,
    'not-in-flight': m.refusal_not_in_flight,
    'not-yours-to-do': m.refusal_not_yours_to_do,
    'log-full': m.refusal_log_full,
    'seat-not-vacant': m.refusal_seat_not_vacant,
  }
  // a newer server's, of which this page knows nothing
  return Object.hasOwn(words, refusal) ? words[refusal]() : m.page_older()
}

/** What the socket said instead of an answer. */
export function messageErrorWords(code: MessageError): string {
  switch (code) {
    case 'too-many':
      return m.problem_too_many_remedy()
    case 'join-first':
    case 'not-a-message':
    case 'not-json':
    case 'server-error':
    case 'unknown-session':
    case 'wrong-token':
      return m.problem_server()
    case 'second-seat':
      return m.problem_second_seat()
    case 'not-agreed':
      return m.observer_no_end()
    case 'newer-rules':
      return m.problem_newer_rules()
    case 'too-old':
      return m.problem_too_old()
    case 'too-new':
      return m.problem_too_new()
    case 'unknown-class':
    case 'not-signed-in':
    case 'forbidden':
    case 'removed':
    case 'barred':
    case 'taken-over':
    case 'no-ballot':
    case 'unknown-link':
      return problemWords({ code }).what
    default:
      code satisfies never
      return m.page_older()
  }
}

/** Why the network could not do something. */
export const networkRefusalWords = (refusal: Refusal | MessageError): string =>
  refusal === 'not-in-flight'
    ? m.network_nothing_to_overtake()
    : isRefusal(refusal)
      ? refusalWords(refusal)
      : messageErrorWords(refusal)

const isRefusal = (word: string): word is Refusal => (REFUSALS as readonly string[]).includes(word)
