import { RULE_IDS } from '@woshou/protocol'
import * as v from 'valibot'
import { LocalizedSchema } from '../facts/localized.ts'
import { RoleSchema } from '../facts/role.ts'
import { CharacterSchema } from '../solo/character.ts'
import { FACTS, type Fact } from './facts.ts'

const PLACEHOLDER = /\{([^}]*)\}/g

/** The facts that a text asks for: `{iss}`. */
export const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '')

/** The text with its facts filled in; null when one is not known. */
export function filled(text: string, facts: Readonly<Partial<Record<Fact, number>>>): string | null {
  let missing = false
  const said = text.replace(PLACEHOLDER, (_, name: string) => {
    const value = facts[name as Fact]
    if (value === undefined) missing = true
    return `${value}`
  })
  return missing ? null : said
}

const isFact = (name: string): boolean => (FACTS as readonly string[]).includes(name)
const sameFacts = (a: string, b: string): boolean =>
  JSON.stringify([...new Set(placeholders(a))].sort()) === JSON.stringify([...new Set(placeholders(b))].sort())

const ParagraphSchema = v.pipe(
  LocalizedSchema,
  v.check(({ en }) => placeholders(en).every(isFact), 'known facts in braces'),
  v.check((text) => sameFacts(text.en, text['zh-CN']), 'the same facts in both languages'),
)

/** A question as they are asked in interviews, answered by playing. */
export const QuestionSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens'), v.maxLength(60)),
  /** What it is about, in the words of scenarios' topics. */
  topic: v.picklist(['open', 'data', 'close', 'reset']),
  question: LocalizedSchema,
  /** The id of the scenario that plays it. */
  scenario: v.string(),
  /** The student's seat, and the partner's character. */
  role: RoleSchema,
  character: CharacterSchema,
  /** Ids of scenarios that show more of the answer. */
  also: v.optional(v.array(v.string()), []),
  /** The rules that its play turns on: what to read, and to drill. */
  rules: v.pipe(v.array(v.picklist(RULE_IDS)), v.minLength(1, 'at least one rule that it turns on')),
  /**
   * The closing answer in paragraphs. One that quotes a number which a session does not have is left out; the first
   * quotes none.
   */
  answer: v.pipe(
    v.array(ParagraphSchema),
    v.minLength(2),
    v.check(([first]) => first !== undefined && placeholders(first.en).length === 0, 'a first paragraph without facts'),
  ),
})
export type Question = v.InferOutput<typeof QuestionSchema>
