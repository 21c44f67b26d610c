import type { LadderLine } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** What is said of a segment that no end's TCP sent. */
export function strangeSentence({ by }: Pick<LadderLine, 'by'>, segment: string, who: string): string {
  switch (by) {
    case 'forger':
      return m.ladder_by_forger({ segment, who })
    case 'middlebox':
      return m.ladder_by_middlebox({ segment, who })
    case 'stack':
      return m.ladder_by_stack({ segment, who })
    default:
      return m.ladder_old({ segment })
  }
}

/** The same in a word or two, of a segment that was altered too; null of any other. */
export function strangeWord({ altered, by, old }: Pick<LadderLine, 'altered' | 'by' | 'old'>): string | null {
  if (altered) return m.moves_altered()
  if (!old) return null
  const words = { forger: m.moves_forger, middlebox: m.moves_middlebox, stack: m.moves_stack }
  return by && Object.hasOwn(words, by) ? words[by]() : m.moves_old()
}
