import type { RuleId } from '../rule-id.ts'
import { formatSection } from './explain.ts'
import { FACTS } from './facts/index.ts'
import type { Locale } from './wording.ts'
import { WORDINGS } from './wordings.ts'

/** What is said about a right move: nothing in it is filled in. */
export interface RemarkWords {
  readonly rule: RuleId
  readonly title: string
  readonly sentence: string
  readonly lesson: string
  /** `RFC 9293 §3.4`. */
  readonly section: string
}

/** Sentences of rules that are worded for a wrong move, where the move is right and only remarked on. */
const SENTENCES: Readonly<Partial<Record<RuleId, Readonly<Record<Locale, string>>>>> = {
  'own-isn-copied-from-peer': {
    en: 'Allowed; but your numbering has nothing to do with the peer’s. Any number of your own would do.',
    'zh-CN': '允许这样做；但你的编号与对端的编号毫无关系，自己选任何一个初始序号都可以。',
  },
  'isn-fixed-or-zero': {
    en: 'Allowed; but anybody would guess this initial number. Take one that nobody can guess.',
    'zh-CN': '允许这样做；但这个初始序号谁都猜得到，应选择别人猜不到的。',
  },
  'retransmit-too-early': {
    en: 'Sent again before its timer can have run out.',
    'zh-CN': '计时器还不可能到时，就再次发送了。',
  },
  'waiting-for-ack-of-ack': {
    en: 'This ACK only repeats what the peer knows: nothing was owed.',
    'zh-CN': '这个 ACK 只是重复对端已知的内容，当时没有什么需要确认。',
  },
}

/** A section without the step in it: `RFC 6298 5`, `3.10.7.4`. */
const SECTION = /^(?:RFC \d+ )?\S+/

/** The words for one remark. */
export function remarkWords(rule: RuleId, locale: Locale): RemarkWords {
  const { lesson, sentence, title } = WORDINGS[rule][locale]
  const [section = ''] = FACTS[rule].rfc
  return {
    rule,
    title,
    sentence: SENTENCES[rule]?.[locale] ?? sentence,
    lesson,
    section: formatSection(SECTION.exec(section.replace(/^RFC 9293 /, ''))?.[0] ?? section),
  }
}
