import type { Page } from '@playwright/test'
import { joinPair, type Pair, playToEnd, seatPair } from '../apps/server/src/testing/pair.ts'
import { expect, test } from './pair.ts'
import { switchLanguage } from './walks.ts'
import { said, words } from './words.ts'

const en = words('en')

/** A session with two mistakes that has been played to its end, without a browser. */
const playedSession = async (url: string): Promise<string> => (await playedPair(url)).session

async function playedPair(url: string): Promise<Pair> {
  const pair = await seatPair(url, {
    scenario: 'open-and-close-from-client',
    pace: 0.1,
    names: { client: 'Mei', server: 'Jonas' },
  })
  const sockets = await joinPair(url, pair)
  await sockets.client.until(() => sockets.client.view?.started)
  await sockets.client.sendSegment({ flags: 0x12, seq: 7, ack: 9, length: 0 })
  await sockets.server.until(() => sockets.server.view?.started)
  await sockets.server.sendSegment({ flags: 0x01, seq: 1, ack: 0, length: 0 })
  await playToEnd(sockets)
  sockets.client.close()
  sockets.server.close()
  return pair
}

const position = (page: Page) => page.getByRole('slider', { name: en.replay_position })

test('steps, jumps to mistakes, plays at changing speeds, all by the keyboard; an entry of the ladder leads to its event; turned off, single keys rest (WCAG 2.1.4)', async ({
  baseURL,
  page,
}) => {
  const session = await playedSession(baseURL ?? '')
  await page.goto(`/replay/${session}`)
  const slider = position(page)
  await expect(slider).toHaveValue('1')
  const length = Number(await slider.getAttribute('max'))

  await page.keyboard.press('ArrowRight')
  await expect(slider).toHaveValue('2')
  await page.keyboard.press('ArrowLeft')
  await expect(slider).toHaveValue('1')
  await page.keyboard.press('End')
  await expect(slider).toHaveValue(`${length}`)
  for (const role of ['client', 'server']) await expect(page.getByTestId(`state-${role}`)).toHaveText('CLOSED')
  await page.keyboard.press('Home')
  await expect(slider).toHaveValue('1')

  // the mistakes, where they happened, with what the judge said
  const note = page.getByRole('region', { name: en.note_label })
  await expect(note).toHaveCount(0)
  await page.keyboard.press('n')
  await expect(note).toBeVisible()
  const first = Number(await slider.inputValue())
  await page.keyboard.press('n')
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(first)
  await page.keyboard.press('p')
  await expect(slider).toHaveValue(`${first}`)
  await page.keyboard.press('n')
  await page.keyboard.press('Shift+N')
  await expect(slider).toHaveValue(`${first}`)

  // playing: space starts and stops, 4 is the fastest, and may be pressed while it plays
  await page.keyboard.press('Home')
  await page.keyboard.press(' ')
  await expect(page.getByRole('button', { name: en.replay_pause })).toBeVisible()
  await page.keyboard.press('4')
  await expect(page.getByRole('button', { name: '4×' })).toHaveAttribute('aria-pressed', 'true')
  await expect(slider).toHaveValue(`${length}`)
  await expect(page.getByRole('button', { name: en.replay_play, exact: true })).toBeVisible()

  const entry = page.getByRole('button', {
    name: said(en.ladder_state, { who: 'Client', from: 'CLOSED', to: 'SYN-SENT' }),
  })
  await entry.click()
  await expect(page.getByTestId('state-client')).toContainText('SYN-SENT')
  await expect(entry).toHaveAttribute('aria-pressed', 'true')
  // arrow keys walk through what happened; Enter goes there
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('state-client')).toHaveAttribute('data-state', 'SYN-SENT')

  await slider.fill('1')
  await page.getByRole('button', { name: en.display_title }).click()
  await page.getByRole('checkbox', { name: en.keys_enabled }).uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.keyboard.press('ArrowRight')
  await expect(slider).toHaveValue('2')
})

test('a link to an event opens there, and the address follows the cursor', async ({ baseURL, page }) => {
  const session = await playedSession(baseURL ?? '')
  await page.goto(`/replay/${session}?n=9`)
  await expect(position(page)).toHaveValue('9')
  await page.getByRole('button', { name: en.replay_forward }).click()
  await expect(page).toHaveURL(new RegExp(`/replay/${session}\\?n=10$`))
  await page.reload()
  await expect(position(page)).toHaveValue('10')
  await page.goto(`/replay/${session}?n=99999`)
  await expect(position(page)).toHaveValue((await position(page).getAttribute('max')) ?? '')
  await page.goto(`/replay/${session}?n=nonsense`)
  await expect(position(page)).toHaveValue('1')
})

test('a move of the list leads there, and either end plays on alone from what is shown there', async ({
  baseURL,
  page,
}) => {
  const session = await playedSession(baseURL ?? '')
  await page.goto(`/replay/${session}?n=99`)
  const moves = page.getByTestId('moves').getByRole('button')
  await expect(moves.last()).toHaveAttribute('aria-current', 'step')
  const wrong = moves.filter({ hasText: en.moves_wrong })
  await expect(wrong).toHaveCount(2)
  // the last one is kept in view: the first is not, on a screen that is low
  await page.setViewportSize({ width: 1280, height: 480 })
  await wrong.first().press('Enter')
  await expect(wrong.first()).toHaveAttribute('aria-current', 'step')
  await expect(page.getByRole('region', { name: en.note_label })).toBeVisible()

  // goal reached: nothing is left to play
  await page.keyboard.press('End')
  await expect(page.getByTestId('retry-client')).toBeDisabled()
  // just before a move that is owed: nothing goes on there until it has been made
  for (const [role, move, state] of [
    ['client', / ack=/, 'ESTABLISHED'],
    ['server', /SYN,ACK seq/, 'SYN-RECEIVED'],
  ] as const) {
    await page.goto(`/replay/${session}`)
    const owed = page.locator(`[data-testid="moves"] .${role}`).filter({ hasNotText: en.moves_wrong })
    await owed.filter({ hasText: move }).first().getByRole('button').click()
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByTestId(`state-${role}`)).toHaveAttribute('data-state', state)
    await page.getByTestId(`retry-${role}`).press('Enter')
    await expect(page).toHaveURL(/\/solo\/[\w-]{22}$/)
    await expect(page.getByTestId('state')).toContainText(state)
  }
})

test('is closed by one of the two to everybody else, and opened again', async ({ baseURL, browser, page }) => {
  const pair = await playedPair(baseURL ?? '')
  const { session } = pair
  await page.addInitScript(
    (held) => localStorage.setItem('woshou:seats', held),
    JSON.stringify([{ ...pair.seats.client, name: 'Mei', takenAt: Date.now() }]),
  )
  await page.goto(`/replay/${session}`)
  const closed = page.getByText(en.share_closed)
  await page.getByRole('button', { name: en.share_close_links }).press('Enter')
  await expect(closed).toBeVisible()
  const other = await browser.newPage()
  await other.goto(`${baseURL}/replay/${session}`)
  await expect(other.getByRole('heading', { name: en.problem_unknown_session })).toBeVisible()
  // to the one of the two it stays what it was, on the first page as well
  await page.reload()
  await expect(closed).toBeVisible()
  await page.goto('/')
  await page.locator(`a[href="/replay/${session}"]`).first().click()
  await page.getByRole('button', { name: en.share_open_links }).press('Enter')
  await expect(page.getByText(en.share_open, { exact: true })).toBeVisible()
  await other.reload()
  await expect(position(other)).toBeVisible()
  await other.close()
})

test('says what to do when there is no replay yet, or no session', async ({ baseURL, page }) => {
  const { session } = await seatPair(baseURL ?? '')
  await page.goto(`/replay/${session}`)
  await expect(page.getByRole('heading', { name: en.problem_not_ended })).toBeVisible()
  await expect(page.getByRole('link', { name: en.replay_to_session })).toHaveAttribute('href', `/s/${session}`)
  await page.goto('/replay/AAAAAAAAAAAAAAAAAAAAAA')
  await expect(page.getByRole('heading', { name: en.problem_unknown_session })).toBeVisible()
})

test('text is nowhere small on a phone, and grows with the screen, to be read from the back of a room', async ({
  baseURL,
  page,
}) => {
  const session = await playedSession(baseURL ?? '')
  /** What is seen in letters smaller than so many px, and whether the page is wider than the window. */
  const look = (least: number) =>
    page.evaluate((px) => {
      const small = new Set<string>()
      const walker = document.createTreeWalker(document.querySelector('.replay') ?? document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement
        if (!parent?.checkVisibility() || !node.textContent?.trim() || parent.closest('.sr-only')) continue
        const size = Number.parseFloat(getComputedStyle(parent).fontSize)
        if (size < px) small.add(`${node.textContent.trim()}: ${size}`)
      }
      const { clientWidth, scrollWidth } = document.documentElement
      return { small: [...small], wide: scrollWidth > clientWidth }
    }, least)
  await page.goto(`/replay/${session}?n=8`)
  for (const locale of ['en', 'zh-CN'] as const) {
    if (locale === 'zh-CN') await switchLanguage(page)
    await expect(page.getByRole('button', { name: words(locale).replay_forward })).toBeVisible()
    // the third is a laptop at 200 %
    for (const [width, height, least] of [
      [320, 640, 14],
      [360, 740, 14],
      [640, 400, 14],
      [1366, 650, 14],
      [1920, 1080, 20],
      [2560, 1440, 24],
    ] as const) {
      await page.setViewportSize({ width, height })
      await expect.poll(() => look(least), { message: `${locale}, ${width} px` }).toEqual({ small: [], wide: false })
    }
  }
})
