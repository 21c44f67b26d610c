import { getLocale } from '#lib/paraglide/runtime.js'

/** Sentences one after the other: Chinese leaves no space between them, its full stop brings its own. */
export const sentences = (parts: readonly string[]): string => parts.join(getLocale() === 'zh-CN' ? '' : ' ')
