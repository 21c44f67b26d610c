import type { ClassRight } from '@woshou/classroom/api'
import { m } from '#lib/paraglide/messages.js'

/** What somebody may do in a class. */
export function rightWords(right: ClassRight): string {
  const words = { owner: m.teach_owner, teacher: m.teach_teacher, viewer: m.teach_viewer }
  return Object.hasOwn(words, right) ? words[right]() : right
}
