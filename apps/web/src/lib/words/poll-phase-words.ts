import type { PollPhase } from '@woshou/classroom'
import { m } from '#lib/paraglide/messages.js'

/** What happens now with a question. Apart from its other words: the board's first view needs no more of them. */
export function phaseWords(phase: PollPhase): string {
  const words: Record<PollPhase, () => string> = {
    'first-ballot': m.poll_phase_first,
    talk: m.poll_phase_talk,
    'second-ballot': m.poll_phase_second,
    counted: m.poll_phase_counted,
    revealed: m.poll_phase_revealed,
  }
  return words[phase]()
}
