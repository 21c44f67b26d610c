import { expect, type Page, test } from '@playwright/test'
import { checkAxe } from './axe.ts'
import { said, words } from './words.ts'

// the one with motion: segments travel, variables step
test.use({ contextOptions: { reducedMotion: 'no-preference' } })

/** Tells how often a page has been laid out. */
async function layoutsOf(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'LayoutCount')?.value ?? Number.NaN
  }
}

/** What a page's ladder did while segments were on their way. */
interface Flights {
  flown: number
  /** Elements of theirs that the browser was given to move. */
  animated: number
  /** How often the ladder was written to meanwhile. */
  writes: number
  /** Milliseconds for which something flew: on a slow machine longer than the segment's time. */
  aloft: number
}

/** Milliseconds between two of a page's looks at the play's clock. */
const LOOK = 250

/** Notes from now on what flies over a page's ladder; gives what asks for the notes. */
async function watchFlights(page: Page): Promise<() => Promise<Flights>> {
  await page.evaluate(() => {
    const flights = { flown: 0, animated: 0, writes: 0, aloft: 0 }
    Object.assign(window, { flights })
    const { animate } = Element.prototype
    Element.prototype.animate = function (...how) {
      if (this.closest('[data-testid="flying"]')) flights.animated++
      return animate.apply(this, how)
    }
    const ladder = document.querySelector('.ladder')
    if (!ladder) throw new Error('no ladder')
    let flying: Element | null = null
    let lookedAt = performance.now()
    new MutationObserver(() => {
      const now = performance.now()
      if (flying) flights.aloft += now - lookedAt
      lookedAt = now
      if (flying?.isConnected) flights.writes++
      const found = ladder.querySelector('[data-testid="flying"]')
      if (found && found !== flying) flights.flown++
      flying = found
    }).observe(ladder, { subtree: true, childList: true, attributes: true, characterData: true })
  })
  return () => page.evaluate(() => (window as unknown as { flights: Flights }).flights)
}

test('two strangers get from the first page to ESTABLISHED, and swap roles, by hand and by keyboard', async ({
  baseURL,
  browser,
}) => {
  const en = words('en')
  const zh = words('zh-CN')
  const english = await browser.newContext({ locale: 'en-GB', baseURL: baseURL ?? '' })
  const chinese = await browser.newContext({ locale: 'zh-CN', baseURL: baseURL ?? '' })
  const mei = await english.newPage()
  const lin = await chinese.newPage()

  // one opens
  await mei.goto('/')
  await mei.getByRole('link', { name: en.home_new }).click()
  await mei.getByLabel(en.new_pace_quick).check()
  await mei.getByLabel(en.name_label).fill('Mei')
  await mei.getByRole('button', { name: en.new_create }).click()
  const code = await mei.getByTestId('code').innerText()

  // the other one enters the code, in Chinese
  await lin.goto('/')
  await expect(lin.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await lin.getByLabel(zh.join_code_label).fill(code)
  await lin.keyboard.press('Enter')
  await lin.getByLabel(zh.name_label).fill('小林')
  await lin.getByRole('button', { name: zh.join_take }).click()

  // the partner's arrival is seen at once
  await expect(mei.getByTestId('state')).toHaveText('CLOSED')
  await expect(lin.getByTestId('state')).toHaveText('LISTEN')

  // keyboard alone: flags by their letters, numbers by theirs, Enter sends
  await mei.locator('body').press('s')
  await mei.locator('body').press('q')
  await mei.keyboard.type('100')
  const flights = await watchFlights(mei)
  const layouts = await layoutsOf(mei)
  const before = await layouts()
  const began = performance.now()
  await mei.keyboard.press('Enter')
  await expect(mei.getByTestId('state')).toHaveText('SYN-SENT')
  await expect(mei.getByTestId('announcement')).toContainText('SYN')
  await expect(lin.getByTestId('state')).toHaveText('SYN-RECEIVED')

  // The compositor moves a segment: the ladder is written to when it has landed, and at most at every look at the clock;
  // the page is laid out for what the move changed and for those looks, not for what moves. By frame it was thirty and more.
  const { aloft, animated, flown, writes } = await flights()
  const laidOut = (await layouts()) - before
  expect(animated).toBeGreaterThanOrEqual(3 * flown)
  expect(writes).toBeLessThanOrEqual(3 + aloft / LOOK)
  expect(laidOut).toBeLessThanOrEqual(12 + (performance.now() - began) / LOOK)

  const fill = async (page: typeof mei, flags: readonly string[], seq: string, ack: string, send: string) => {
    for (const flag of flags) await page.getByRole('checkbox', { name: flag }).check()
    await page.getByRole('textbox', { name: 'seq' }).fill(seq)
    await page.getByRole('textbox', { name: 'ack' }).fill(ack)
    await page.getByRole('button', { name: send, exact: true }).click()
  }
  await fill(lin, ['SYN', 'ACK'], '300', '101', zh.play_send)
  await expect(mei.getByTestId('state')).toHaveText('ESTABLISHED')
  await fill(mei, ['ACK'], '101', '301', en.play_send)
  await expect(lin.getByTestId('state')).toHaveText('ESTABLISHED')

  // the end leads to the replay and to swapped roles; the partner is told
  await expect(mei.getByRole('heading', { name: en.end_completed })).toBeVisible()
  await expect(mei.getByRole('link', { name: en.end_replay })).toBeVisible()
  // and each browser remembers that it was played through, and from which end, before anybody goes on
  for (const [person, end] of [
    [mei, 'client'],
    [lin, 'server'],
  ] as const)
    expect(await person.evaluate(() => localStorage.getItem('woshou:done'))).toBe(`["three-way-handshake ${end}"]`)
  // the partner, who reads the replay in one page and the debrief in another meanwhile, is told on all three
  const session = new URL(lin.url()).pathname.split('/').at(-1) ?? ''
  const [replay, debrief] = await Promise.all(
    ['replay', 'debrief'].map(async (what) => {
      const page = await chinese.newPage()
      await page.goto(`/${what}/${session}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      return page
    }),
  )
  if (!replay || !debrief) throw new Error('no pages')
  await mei.getByRole('button', { name: en.end_swap }).click()
  await expect(mei.getByRole('heading', { name: said(en.invite_awaited_title, { name: '小林' }) })).toBeVisible()
  for (const page of [lin, replay, debrief])
    await expect(page.getByRole('status').filter({ hasText: said(zh.ahead_follow, { name: 'Mei' }) })).toContainText(
      'Mei',
    )
  await checkAxe(debrief, 'a debrief whose reader is to follow')
  await replay.getByRole('button', { name: said(zh.ahead_follow, { name: 'Mei' }) }).click()
  await expect(replay.getByTestId('state')).toHaveText('CLOSED')
  await expect(mei.getByTestId('state')).toHaveText('LISTEN')
  await lin.goto(replay.url())
  await Promise.all([replay.close(), debrief.close()])
  await expect(mei.getByTestId('state')).toHaveText('LISTEN')
  await expect(lin.getByTestId('state')).toHaveText('CLOSED')

  // both sessions are remembered on the first page
  await mei.goto('/')
  await expect(mei.getByRole('link', { name: new RegExp(`^${en.home_replay}`) })).toBeVisible()
  await expect(mei.getByRole('link', { name: en.home_continue })).toBeVisible()

  // the catalogue marks what was played, and goes on with the path's next step
  await lin.goto('/new')
  const first = lin.locator('label', { has: lin.locator('input[value="three-way-handshake"]') })
  await expect(first).toContainText(zh.scenario_done_server)
  await expect(lin.locator('input[value="open-and-close-from-client"]')).toBeChecked()
  await english.close()
  await chinese.close()
})
