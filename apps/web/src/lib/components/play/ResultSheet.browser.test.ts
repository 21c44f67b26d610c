import { progress } from '@woshou/session'
import { afterEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import ResultSheet from './ResultSheet.svelte'

afterEach(() => overwriteGetLocale(() => 'en'))

test('the seal that is being set makes no page wider than it is', async () => {
  const screen = await render(ResultSheet, {
    reason: 'goal-reached',
    lesson: 'x',
    leftBy: null,
    done: progress([], 'client'),
    catalogue: null,
    locale: 'en',
    replay: '/replay/x',
    onswap: () => {},
  })
  const sheet = screen.container.querySelector('section') ?? expect.fail()
  const [stamp = expect.fail('nothing is set down')] = sheet.getAnimations({ subtree: true })
  stamp.pause()
  // a phone's margin, px
  const margin = 16
  for (let ms = 0; ms <= 700; ms += 10) {
    stamp.currentTime = ms
    const beyond =
      (sheet.querySelector('.seal')?.getBoundingClientRect().right ?? 0) - sheet.getBoundingClientRect().right
    expect(beyond, `after ${ms} ms`).toBeLessThan(margin)
  }
})

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
