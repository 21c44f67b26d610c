import type { SessionEvent } from '../facts/event.ts'
import type { Locale } from '../facts/localized.ts'
import type { Role } from '../facts/role.ts'
import { factsOf } from './facts.ts'
import { filled, type Question } from './question.ts'

/**
 * The closing answer to a question, in paragraphs, quoting the numbers of the session that was played. Of one that
 * did not reach its goal nothing is said: then only the general part remains.
 */
export function answerOf(
  question: Question,
  log: readonly SessionEvent[],
  role: Role,
  locale: Locale,
): readonly string[] {
  const last = log.at(-1)
  const reached = last?.type === 'session-ended' && last.reason === 'goal-reached'
  const facts = reached ? factsOf(log, role) : {}
  return question.answer.flatMap((paragraph) => filled(paragraph[locale], facts) ?? [])
}
