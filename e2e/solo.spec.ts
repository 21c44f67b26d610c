import { expect, test } from '@playwright/test'
import { SoloStudent } from './solo-student.ts'
import { words } from './words.ts'

const en = words('en')

/** The app's files are kept, and the page is theirs. */
const keptForOffline = (page: import('@playwright/test').Page) =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    return active?.state !== 'redundant'
  })

test.describe(() => {
  test.use({ serviceWorkers: 'allow' })

  test('a whole session with the network cut after loading: open, data, close, debrief; stored when it is back', async ({
    context,
    page,
  }) => {
    test.slow()
    const student = await SoloStudent.prepare(page)
    await page.goto('/')
    await page.getByRole('link', { name: en.solo_title }).click()
    expect(await keptForOffline(page)).toBe(true)
    await expect(page.getByRole('radio', { name: /Data both ways|data/i }).first()).toBeVisible()
    await context.setOffline(true)

    // even the page itself opens without a network
    await student.begin('scenario=data-in-between&role=client')
    await student.play(({ ends }) => ends.client.tcb.state === 'ESTABLISHED')
    await student.type('A seq=1 ack=1')
    await expect(page.getByRole('region', { name: en.note_label })).toBeVisible()

    // and goes on after a reload in the middle
    await page.reload()
    await expect(page.getByTestId('state')).toHaveText('ESTABLISHED')
    await student.play()
    await expect(page.getByRole('heading', { name: en.end_completed })).toBeVisible()
    await expect(page.getByText(en.solo_store_offline)).toBeVisible()
    const { log } = await student.record()
    expect(log.some((event) => event.type === 'segment-sent' && event.segment.text !== '')).toBe(true)

    // both ends, from what this browser keeps
    await page.getByRole('link', { name: en.end_replay }).click()
    for (const role of ['client', 'server']) await expect(page.getByTestId(`state-${role}`)).toBeVisible()
    await page.keyboard.press('n')
    await expect(page.getByRole('region', { name: en.note_label })).toBeVisible()
    await page.getByRole('link', { name: en.solo_back }).click()

    // the network is back
    await context.setOffline(false)
    const offer = page.getByTestId('store-offer')
    await offer.getByLabel(en.name_label).fill('Mei 梅')
    await offer.getByRole('button', { name: en.solo_store_go }).click()
    await expect(offer.getByRole('heading', { name: en.solo_stored })).toBeVisible()
    await offer.getByRole('link', { name: en.home_replay }).click()
    await expect(page).toHaveURL(/\/replay\/[\w-]{22}/)
    await expect(page.getByText(/Mei 梅/).first()).toBeVisible()
  })
})

// each character in each scenario: packages/session/src/solo/partner.test.ts; here one that has calls to be made
test('a partner who is chosen plays to the end, flawlessly as the student does; that is kept', async ({ page }) => {
  test.slow()
  const student = await SoloStudent.prepare(page)
  await student.begin('scenario=free-play&role=server&partner=closing-first')
  const { ended } = await student.play()
  expect(ended?.reason).toBe('goal-reached')
  await expect(page.getByRole('heading', { name: en.end_completed })).toBeVisible()
  await expect(page.getByText(en.end_flawless)).toBeVisible()
  expect(await page.evaluate(() => localStorage.getItem('woshou:done'))).toBe('["free-play server"]')
  const { log } = await student.record()
  expect(log.filter((event) => 'violations' in event && event.violations.length > 0)).toEqual([])
  const fin = log.find((event) => event.type === 'segment-sent' && (event.segment.flags & 1) !== 0)
  expect(fin).toMatchObject({ role: 'client' })
})

test('a careless partner’s mistakes carry their rule, and answering them rightly is recognised', async ({ page }) => {
  test.slow()
  const zh = words('zh-CN')
  const student = await SoloStudent.prepare(page, { locale: 'zh-CN' })
  await student.begin('scenario=data-in-between&role=client&partner=flawed')
  await student.play()
  const { log } = await student.record()
  const wrong = log.flatMap((event) =>
    event.type === 'segment-sent' && event.role === 'server' && event.violations.length > 0 ? [event] : [],
  )
  expect(wrong.length).toBeGreaterThan(0)
  const listed = page.getByTestId('partner-mistakes').getByRole('listitem')
  await expect(listed).toHaveCount(wrong.length)
  for (const item of await listed.all()) {
    await expect(item).toHaveAttribute('data-noticed', 'true')
    await expect(item.getByText(new RegExp(`${zh.solo_mistake_answered}|${zh.solo_mistake_ignored}`))).toBeVisible()
  }
  // its rule's own sentence, in the replay
  await listed.first().getByRole('link').first().click()
  await expect(page.getByRole('region', { name: zh.note_label })).toBeVisible()
})
