import type { Locator } from '@playwright/test'
import { checkAxe } from './axe.ts'
import { expect, test } from './pair.ts'
import { words } from './words.ts'

const en = words('en')
const zh = words('zh-CN')

test('who watches a live pair sees both ends and can do nothing; both are told, and either ends it', async ({
  browser,
  baseURL,
  seated,
}) => {
  const { client, server } = await seated({ scenario: 'open-and-close-from-client' })
  const says = client.page.getByTestId('observer-offer')
  const answers = server.page.getByTestId('observer-offer')
  /** Each goes away when it is pressed: the focus stays where the next one is. */
  const press = async (offer: Locator, name: string) => {
    await offer.getByRole('button', { name }).press('Enter')
    await expect(offer.getByRole('button', { name })).toHaveCount(0)
    await expect(offer).toBeFocused()
  }
  await press(says, en.observer_agree)
  await press(says, en.observer_agree_too)
  await press(answers, zh.observer_agree_too)
  await press(says, en.observer_link)
  const link = await says.getByRole('textbox').inputValue()

  const context = await browser.newContext({ ...(baseURL && { baseURL }), locale: 'en' })
  const observer = await context.newPage()
  await observer.goto(link)
  await expect(client.page.getByTestId('observer-status')).toHaveText(en.observer_watches)
  await expect(server.page.getByTestId('observer-status')).toHaveText(zh.observer_watches)

  await client.send('S seq=100', 'SYN seq=100')
  await expect(observer.getByTestId('state-client')).toHaveAttribute('data-state', 'SYN-SENT')
  await expect(observer.getByTestId('state-server')).toHaveAttribute('data-state', 'SYN-RECEIVED')
  await server.send('SA seq=300 ack=101', 'SYN,ACK seq=300 ack=101')
  await expect(observer.getByTestId('state-client')).toHaveAttribute('data-state', 'ESTABLISHED')
  await expect(observer.getByTestId('state-server')).toHaveAttribute('data-state', 'SYN-RECEIVED')
  // it is said as well, to who does not see it
  await expect(observer.locator('[aria-live], [role="status"]').filter({ hasText: 'SYN,ACK' }).first()).toBeAttached()
  const main = observer.getByRole('main')
  await expect(main.locator('form')).toHaveCount(0)
  await expect(main.getByRole('textbox')).toHaveCount(0)
  await checkAxe(observer, 'who watches both ends')
  await checkAxe(client.page, 'an end that is watched')
  for (const [name, size] of [
    ['phone', { width: 360, height: 740 }],
    ['laptop', { width: 1280, height: 720 }],
  ] as const) {
    await observer.setViewportSize(size)
    // the ladder is drawn anew a moment after its width has changed
    const wide = () => observer.evaluate(() => document.documentElement.scrollWidth)
    await expect.poll(wide, name).toBeLessThanOrEqual(size.width)
  }

  // who holds a seat in this browser watches nothing
  const own = await client.page.context().newPage()
  await own.goto(link)
  await expect(own.getByRole('heading', { name: en.problem_second_seat })).toBeVisible()

  await press(answers, zh.observer_end)
  await expect(observer.getByRole('heading', { name: en.observer_no_end })).toBeVisible()
  await expect(client.page.getByTestId('observer-status')).toHaveText(
    en.observer_agree_waiting.replace('{name}', 'Jonas'),
  )
  await press(says, en.observer_end)
  // the other's goes to the page's foot by that, and takes the focus along
  await expect(answers.getByRole('button', { name: zh.observer_agree })).toBeVisible()
  await expect(answers).toBeFocused()
  await context.close()
})
