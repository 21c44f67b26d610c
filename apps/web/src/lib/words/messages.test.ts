import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const WEB = join(import.meta.dirname, '../../..')

const keysOf = (locale: string) =>
  Object.keys(JSON.parse(readFileSync(join(WEB, `messages/${locale}.json`), 'utf8')) as object).filter(
    (key) => !key.startsWith('$'),
  )

/** All that the pages' code says of messages. */
const said = new Set(
  readdirSync(join(WEB, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name) && !/\.test\.(ts|svelte)$|paraglide/.test(name))
    .flatMap((name) => readFileSync(join(WEB, 'src', name), 'utf8').match(/(?<=\bm\.)\w+/g) ?? []),
)

test.each(['en', 'zh-CN'])('every message in %s is said somewhere', (locale) => {
  expect(said.size).toBeGreaterThan(500)
  expect(keysOf(locale).filter((key) => !said.has(key))).toEqual([])
})
