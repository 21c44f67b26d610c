import type { Level } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** A level's name. */
export function levelWords(level: Level): string {
  const words = { coached: m.level_coached, exam: m.level_exam, wire: m.level_wire }
  return Object.hasOwn(words, level) ? words[level]() : level
}
