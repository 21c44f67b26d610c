import type { Check } from '@woshou/protocol'
import { outcomeWords } from '#lib/components/ladder/note-words.ts'
import { m } from '#lib/paraglide/messages.js'
import { type Numbering, showNumber } from './numbering.ts'

/** What a student said of an arrival. */
export function checkWords({ next, outcome, state }: Check, numbering: Numbering): string {
  const said = { outcome: outcomeWords(outcome), state }
  return next === null
    ? m.debrief_slip_said_none(said)
    : m.debrief_slip_said({ ...said, next: showNumber(numbering, next, 'receive') })
}
