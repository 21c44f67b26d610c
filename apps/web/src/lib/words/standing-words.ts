import type { Standing, StuckCause } from '@woshou/classroom'
import { m } from '#lib/paraglide/messages.js'
import { clockWords } from './clock-words.ts'

/** How it stands with a seat, in a word: the smallest tile has room for no more. */
export function kindWords(kind: Standing['kind']): string {
  const words = {
    stuck: m.teach_stuck,
    thinking: m.teach_thinking,
    waiting: m.teach_waiting,
    away: m.teach_away,
    paused: m.teach_paused,
    done: m.teach_done,
    bot: m.teach_bot,
    empty: m.teach_empty,
  }
  return words[kind]()
}

/** The same with what is waited for. */
export const standingWords = (standing: Standing | null): string =>
  standing?.kind === 'waiting' ? waitingWords(standing.for) : kindWords(standing?.kind ?? 'empty')

function waitingWords(what: Extract<Standing, { kind: 'waiting' }>['for']): string {
  const words = {
    partner: m.teach_waiting_partner,
    network: m.teach_waiting_network,
    timer: m.teach_waiting_timer,
    application: m.teach_waiting_application,
    seat: m.teach_waiting_seat,
  }
  return Object.hasOwn(words, what) ? words[what]() : m.teach_waiting()
}

/** Why somebody is thought to be stuck, in as many words as a tile has room for. */
export function causeWords(cause: StuckCause, roomy: boolean): string {
  switch (cause.cause) {
    case 'answers':
      return (roomy ? m.teach_cause_answers_roomy : m.teach_cause_answers)({ times: cause.times })
    case 'same-rule':
      return (roomy ? m.teach_cause_same_rule_roomy : m.teach_cause_same_rule)({ times: cause.times })
    case 'long':
      return (roomy ? m.teach_cause_long_roomy : m.teach_cause_long)()
  }
}

/** The same for whoever looks at that pair: with what it is measured by. */
export function causeSentence(
  cause: StuckCause,
  rule: (id: Extract<StuckCause, { cause: 'same-rule' }>['rule']) => string,
): string {
  switch (cause.cause) {
    case 'answers':
      return m.teach_cause_answers_says({ times: cause.times })
    case 'same-rule':
      return m.teach_cause_same_rule_says({ times: cause.times, rule: rule(cause.rule) })
    case 'long': {
      const time = clockWords(cause.ms, 'elapsed')
      return cause.median === null
        ? m.teach_cause_long_says({ time })
        : m.teach_cause_longer_says({ time, median: clockWords(cause.median, 'elapsed') })
    }
  }
}
