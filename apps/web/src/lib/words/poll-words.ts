import type { Advice, Choice, Question, RelativeSegment, SeenChoice } from '@woshou/classroom'
import { formatFlags, type RuleId, type Violation } from '@woshou/protocol'
import type { Locale, Role } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { type Catalogue, ruleLesson, ruleTitle, violationWords } from './catalogue-words.ts'
import { numberingOf } from './numbering.ts'

/** What a choice is called in the room: A, B, C …, the same on every phone and on the wall. */
export const letterOf = (choice: number): string => String.fromCharCode(65 + choice)

export const askWords = (role: Role): string => (role === 'client' ? m.poll_ask_client() : m.poll_ask_server())

/** What the share that is right calls for. */
export function adviceWords(advice: Advice): string {
  const words = {
    explain: m.poll_board_advice_explain,
    talk: m.poll_board_advice_talk,
    'go-on': m.poll_board_advice_go_on,
  }
  return words[advice]()
}

/** A segment in numbers counted from both initial ones; its parts stay whole when it has to wrap. */
export function relativeParts({ ack, flags, length, seq }: RelativeSegment): readonly string[] {
  const parts = [formatFlags(flags) || '—']
  if (seq !== null) parts.push(`seq=${seq}`)
  if (ack !== null) parts.push(`ack=${ack}`)
  if (length > 0) parts.push(`len=${length}`)
  return parts
}

/** A choice as it is shown. */
export interface ShownChoice {
  readonly kind: Choice['kind']
  /** They stay whole when they have to wrap. */
  readonly parts: readonly string[]
  /** Told when all is revealed, and on the laptop. */
  readonly right: boolean | null
}

/** @param right what the reader knows of it already: phones and the wall nothing, before all is revealed */
export const shownChoice = (choice: SeenChoice | Choice, right: boolean | null): ShownChoice => ({
  kind: choice.kind,
  parts: choice.kind === 'segment' ? relativeParts(choice.segment) : [m.poll_nothing_yet()],
  right,
})

/** Why a choice is right, or is not. */
export interface Why {
  readonly title: string
  /** The rule's, when it is about one. */
  readonly head: string
  readonly says: readonly string[]
  /** `SND.NXT = ISS + 1 = 1`, one for each value that would have been right. */
  readonly worked: readonly string[]
  /** The rule that it breaks; null for what breaks none. */
  readonly rule: RuleId | null
}

interface Explained {
  readonly catalogue: Catalogue | null
  readonly role: Role
  readonly locale: Locale
}

/** What the question is about: why the right choice is right. @param rule the one that most who were wrong had broken */
export function whyRight(
  place: number,
  { kind }: Pick<Choice, 'kind'>,
  rule: RuleId | null,
  { catalogue, locale, role }: Explained,
): Why {
  const title = m.poll_why_right({ letter: letterOf(place) })
  const head = rule ? ruleTitle(catalogue, rule, locale, role) : ''
  const lesson = rule && catalogue ? [ruleLesson(catalogue, rule, locale, role)] : []
  const wait = kind === 'nothing-yet' ? [m.poll_why_wait()] : []
  return { title, head, says: [...wait, ...lesson], worked: [], rule: null }
}

/**
 * Which rule a choice breaks, and what would have been right, as the judge tells whoever sends it.
 * @param numbers from what the pair's count: a question's are counted from both initial ones, so that they are the same to all
 */
export function whyWrong(
  place: number,
  violation: Violation | null,
  numbers: Question['numbers'],
  { catalogue, locale, role }: Explained,
): Why {
  const title = m.poll_why_wrong({ letter: letterOf(place) })
  if (!violation) return { title, head: '', says: [m.poll_why_not_wait()], worked: [], rule: null }
  const words = violationWords(catalogue, violation, numberingOf('relative', numbers), locale, {
    reader: role,
    left: false,
  })
  const says = [words.sentence, words.misconception].filter((text) => text !== '')
  return { title, head: words.title, says, worked: words.allowed, rule: violation.rule }
}

/** What became of a student's own two votes. */
export function resultWords(mine: readonly [number | null, number | null], answer: number | null): string {
  const [first, second] = mine
  const last = second ?? first
  if (last === null) return m.poll_result_unvoted()
  if (last !== answer) return first === answer ? m.poll_result_left() : m.poll_result_wrong()
  return first !== null && first !== answer ? m.poll_result_changed() : m.poll_result_right()
}
