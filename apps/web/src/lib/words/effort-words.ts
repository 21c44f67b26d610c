import type { Effort } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** How hard a scenario is, in a word. */
export function effortWords(difficulty: Effort['difficulty']): string {
  if (difficulty === 1) return m.difficulty_basic()
  return difficulty === 2 ? m.difficulty_further() : m.difficulty_demanding()
}
