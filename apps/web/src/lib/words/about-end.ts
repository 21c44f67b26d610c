import type { Locale, Role } from '@woshou/session'

/** Whom a sentence speaks to: `own`, the student of the end it is about; or that end's name, for whoever reads both. */
export type Reader = 'own' | Role

/** A sentence written for a student, as this reader is told it. */
export const addressed = (text: string, reader: Reader, locale: Locale): string =>
  reader === 'own' ? text : aboutEnd(text, reader, locale)

/** What follows "you" in the present tense, and takes an s of a stack. */
const PRESENT =
  'acknowledge|answer|ask|begin|check|choose|close|decide|end|expect|find|give|go|know|leave|like|mean|need|receive|reset|say|see|send|skip|start|stay|take|use|wait|want'
const IRREGULAR: Readonly<Record<string, string>> = { are: 'is', were: 'was', have: 'has', do: 'does', go: 'goes' }

/**
 * A sentence addressed to a student, said of the end instead, which has a name, "the client": to whoever reads both ends (a
 * replay, a debrief, a capture) "you" would be somebody else. English and Chinese.
 */
export function aboutEnd(text: string, role: Role, locale: Locale): string {
  if (locale === 'zh-CN') {
    const name = role === 'client' ? '客户端' : '服务器'
    return text.replace(/你自己的/g, `${name}自己的`).replace(/你/g, name)
  }
  const name = `the ${role}`
  const said = text
    .replace(/\byou’re\b/gi, (word) => cased(word, `${name} is`))
    .replace(/\byou’ve\b/gi, (word) => cased(word, `${name} has`))
    .replace(
      new RegExp(`\\byou (now |never |also |only |still |already )?(${PRESENT}|are|were|have|do)\\b`, 'gi'),
      (found, adverb, verb) => cased(found, `${name} ${adverb ?? ''}${IRREGULAR[verb] ?? `${verb}s`}`),
    )
  return said
    .replace(/\byourself\b/gi, (word) => cased(word, 'itself'))
    .replace(/\byours\b/gi, (word) => cased(word, `${name}’s`))
    .replace(/\byour\b/gi, (word) => cased(word, `${name}’s`))
    .replace(/\byou\b/gi, (word) => cased(word, name))
}

const cased = (found: string, text: string): string =>
  /^[A-Z]/.test(found) ? `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}` : text
