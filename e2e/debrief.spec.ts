import { joinPair, seatPair } from '../apps/server/src/testing/pair.ts'
import { checkAxe } from './axe.ts'
import { expect, test } from './pair.ts'
import { switchLanguage } from './walks.ts'
import { said, words } from './words.ts'

const SYN_ACK = 0x12

/** A session in which the client sent SYN,ACK to open, twice, and the server then chose a number next to the client's. */
async function playedSession(url: string): Promise<string> {
  const pair = await seatPair(url, {
    scenario: 'free-play',
    pace: 0.1,
    names: { client: 'Mei', server: 'Jonas' },
  })
  const { client, server } = await joinPair(url, pair)
  await client.until(() => client.view?.started)
  await server.until(() => server.view?.started)
  await server.move({ type: 'call-application', call: { type: 'open-passive' } })
  await client.move({ type: 'call-application', call: { type: 'open-active' } })
  await client.sendSegment({ flags: SYN_ACK, seq: 7_000, ack: 9, length: 0 })
  await client.sendSegment({ flags: SYN_ACK, seq: 7_000, ack: 9, length: 0 })
  await client.sendSegment({ flags: 0x02, seq: 7_000, ack: 0, length: 0 })
  await server.inState('SYN-RECEIVED')
  await server.sendSegment({ flags: SYN_ACK, seq: 7_001, ack: 7_001, length: 0 })
  await client.move({ type: 'leave' })
  client.close()
  server.close()
  return pair.session
}

test('begins with three things, figures, and what mends the mistakes, in both languages', async ({ baseURL, page }) => {
  const session = await playedSession(baseURL ?? '')
  await page.setViewportSize({ width: 360, height: 760 })
  await page.goto(`/debrief/${session}`)
  for (const locale of ['en', 'zh-CN'] as const) {
    const say = words(locale)
    if (locale === 'zh-CN') await switchLanguage(page)
    await expect(page.getByRole('heading', { name: say.debrief_things })).toBeVisible()
    await expect(page.getByTestId('things').getByRole('listitem')).toHaveCount(3)
    // what went wrong comes before what was merely unwise, and both before the table of beliefs
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents()
    expect(headings.slice(0, 3).map((heading) => heading.trim())).toEqual([
      say.debrief_things,
      say.debrief_fix,
      say.debrief_believed,
    ])
    await expect(page.getByTestId('wrong-client')).toHaveText('2')
    await expect(page.getByTestId('wrong-server')).toHaveText('0')
    await expect(page.getByTestId('remarks-server')).toHaveText('1')
    await expect(page.getByTestId('remarks-client')).toHaveText('0')
    await expect(page.getByTestId('debrief-server').getByTestId('remark')).toHaveCount(1)
    // what was kept back was tried, and not sent
    const slip = page.getByTestId('debrief-client').getByTestId('slip').first()
    await expect(slip).toContainText(locale === 'en' ? 'The client tried SYN,ACK' : '客户端试图发送 SYN,ACK')
    await expect(slip).not.toContainText(locale === 'en' ? 'The client sent' : '客户端发送了')
    const fix = page.getByTestId('fix-now')
    await expect(fix.getByRole('link', { name: new RegExp(`^${say.drill_this}`) })).toHaveAttribute(
      'href',
      '/drills/syn-must-not-carry-ack-on-active-open',
    )
    await checkAxe(page, `a debrief in ${locale}`)
  }
})

test('a moment is tried again alone, by the keyboard, from where the mistake was made', async ({ baseURL, page }) => {
  const en = words('en')
  const session = await playedSession(baseURL ?? '')
  await page.goto(`/debrief/${session}`)
  await page.getByRole('button', { name: new RegExp(`^${en.debrief_retry}`) }).focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/solo\/[\w-]{22}$/)
  // both have called OPEN, nothing has left, and the partner is the browser's own
  await expect(page.getByTestId('state')).toContainText('CLOSED')
  await expect(page.getByText(said(en.solo_against, { name: en.solo_prompt }))).toBeVisible()
  await page.keyboard.press('s')
  await page.locator('[aria-keyshortcuts="Q"]').fill('7000')
  await page.keyboard.press('Enter')
  // a correct server answers what the student sends now, so soon that SYN-SENT stays to be seen on the ladder alone
  await expect(page.getByTestId('state')).toContainText('ESTABLISHED')
  await expect(page.locator('svg').getByText('SYN-SENT').first()).toBeAttached()
})
