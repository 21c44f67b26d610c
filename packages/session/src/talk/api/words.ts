import * as v from 'valibot'

/** A text of a stored session, in both languages; a newer server may have more of them. */
export const WordsSchema = v.object({ en: v.string(), 'zh-CN': v.string() })
