import type { PhonePoll } from '@woshou/classroom'
import { m } from '#lib/paraglide/messages.js'
import { askWords, resultWords } from './poll-words.ts'
import { sentences } from './sentences.ts'

/** What a phone says of a poll's new phase to whoever does not look at it. */
export function pollNews(
  { phase, revealed, role, talkTo }: Pick<PhonePoll, 'phase' | 'revealed' | 'role' | 'talkTo'>,
  mine: PhonePoll['mine'],
): string {
  switch (phase) {
    case 'first-ballot':
      return m.poll_begins({ question: askWords(role) })
    case 'talk':
      return talkTo ? m.poll_talk_to({ name: talkTo.name }) : m.poll_talk_beside()
    case 'second-ballot':
      return m.poll_begins_again()
    case 'counted':
      return sentences([m.poll_phase_counted(), m.poll_look_up()])
    case 'revealed':
      return resultWords(mine, revealed?.answer ?? null)
    default:
      // a newer server's: it is told on the page, as far as this build knows it
      phase satisfies never
      return ''
  }
}
