import { progress } from '@woshou/session'
import { afterEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import ResultSheet from './ResultSheet.svelte'

afterEach(() => overwriteGetLocale(() => 'en'))

test.each([
  ['en', /Nobody came back/],
  ['zh-CN', /没有人回来/],
] as const)(
  'a session that nobody came back to is not said to have been left by its reader (%s)',
  async (locale, said) => {
    overwriteGetLocale(() => locale)
    const done = progress([], 'client')
    const screen = await render(ResultSheet, {
      reason: 'abandoned',
      lesson: 'x',
      leftBy: null,
      done,
      catalogue: null,
      locale,
      replay: '/replay/x',
      onswap: () => {},
    })
    await expect.element(screen.getByRole('heading', { name: said })).toBeVisible()
  },
)
