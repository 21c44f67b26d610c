import type { Level } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** A level's name. */
export const levelWords = (level: Level): string =>
  ({ coached: m.level_coached, exam: m.level_exam, wire: m.level_wire })[level]()
