import type { Check } from '@woshou/protocol'
import { m } from '#lib/paraglide/messages.js'
import { outcomeWords } from './note-words.ts'
import { type Numbering, showNumber } from './numbering.ts'

/** What a student said of an arrival. */
export function checkWords({ next, outcome, state }: Check, numbering: Numbering): string {
  const said = { outcome: outcomeWords(outcome), state }
  return next === null
    ? m.debrief_slip_said_none(said)
    : m.debrief_slip_said({ ...said, next: showNumber(numbering, next, 'receive') })
}
