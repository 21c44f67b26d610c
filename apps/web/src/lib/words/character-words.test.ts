import { readFileSync } from 'node:fs'
import { CHARACTERS, PARTNER_NAMES } from '@woshou/session/solo'
import { expect, it } from 'vitest'

it.each(['en', 'zh-CN'] as const)('calls partners in %s as a server does that stores their sessions', (locale) => {
  const file = new URL(`../../../messages/${locale}.json`, import.meta.url)
  const messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  for (const character of CHARACTERS)
    expect(messages[`solo_${character.replaceAll('-', '_')}`]).toBe(PARTNER_NAMES[character][locale])
})
