import * as v from 'valibot'

/** The languages Woshou speaks, equally well. */
export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

const SentenceSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000))

/** A text in every language; a text in one language alone is not a text here. */
export const LocalizedSchema = v.strictObject({ en: SentenceSchema, 'zh-CN': SentenceSchema })
export type Localized = v.InferOutput<typeof LocalizedSchema>
