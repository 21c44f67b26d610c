import * as v from 'valibot'
import type { Localized } from '../facts/localized.ts'

/**
 * How a solo partner behaves where a TCP may choose: `prompt` acknowledges at once; `delayed-ack` lets the
 * acknowledgement of text wait for a rider or a second segment (RFC 9293 §3.8.6.3); `closing-first` closes before the
 * student wherever it is its own application; `flawed` makes a mistake now and then.
 */
export const CHARACTERS = ['prompt', 'delayed-ack', 'closing-first', 'flawed'] as const
export type Character = (typeof CHARACTERS)[number]

export const CharacterSchema = v.picklist(CHARACTERS)

/** What a partner is called in a solo session: the web app's words. No other name is stored for one. */
export const PARTNER_NAMES: Readonly<Record<Character, Localized>> = {
  prompt: { en: 'Prompt partner', 'zh-CN': '利落的搭档' },
  'delayed-ack': { en: 'Unhurried partner', 'zh-CN': '从容的搭档' },
  'closing-first': { en: 'Partner who leaves first', 'zh-CN': '先走的搭档' },
  flawed: { en: 'Careless partner', 'zh-CN': '粗心的搭档' },
}
