import type { Locale } from '@woshou/session'
import en from '../apps/web/messages/en.json' with { type: 'json' }
import zh from '../apps/web/messages/zh-CN.json' with { type: 'json' }

/** Every sentence of the web app: tests look for what people read, in their language. */
export type Words = typeof en

export const words = (locale: Locale): Words => (locale === 'en' ? en : (zh as Words))

/** A sentence with its placeholders filled in. */
export const said = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
