import { checkAxe as check, checkWidth } from './axe.ts'
import { expect, test } from './pair.ts'
import { SoloStudent } from './solo-student.ts'
import { goWithin, type Look, narrow, switchLanguage, walkAlone, walkAround, wide } from './walks.ts'

/** Wide and narrow; in Chinese only as wide as its words are: all else, and every combination, has `npm run looks`. */
const look: Look = async (page, name) => {
  await check(page, name)
  await narrow(page)
  await check(page, `${name} at 320 px`)
  await switchLanguage(page)
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await checkWidth(page, `${name} at 320 px, in Chinese`)
  await switchLanguage(page)
  await wide(page)
}

test('nothing is wrong with the pages for learning alone', async ({ page }) => {
  test.slow()
  await walkAlone(await SoloStudent.prepare(page), goWithin, look)
})

test('axe finds nothing on the pages around the play', async ({ baseURL, page }) => {
  test.slow()
  await walkAround(page, baseURL ?? '', goWithin, look)
  await goWithin(page, '/new', 'input[name="scenario"]')
  await page.getByLabel('Your name').fill('Mei')
  await page.getByRole('button', { name: 'Invite a partner' }).click()
  await expect(page.getByTestId('code')).toBeVisible()
  await check(page, 'invite')
})

test('axe finds nothing on a seat from its first segment to the end', async ({ seated }) => {
  test.slow()
  const { client, log, server } = await seated({
    scenario: 'three-way-handshake',
    locales: { client: 'en', server: 'zh-CN' },
  })
  await check(client.page, 'play, before the first segment')
  await client.type('SA seq=5 ack=9')
  await expect(client.note()).toBeVisible()
  await check(client.page, 'play, with the judge’s note')
  await client.page.setViewportSize({ width: 320, height: 640 })
  await check(client.page, 'play at 320 px')
  await client.send('S seq=100', 'SYN seq=100')
  await server.receives('SYN seq=100')
  await server.send('SA seq=300 ack=101', 'SYN,ACK seq=300 ack=101')
  await client.receives('SYN,ACK seq=300 ack=101')
  await check(server.page, 'play in Chinese')
  await client.send('A seq=101 ack=301', 'ACK seq=101 ack=301')
  await log()
  await check(client.page, 'the end at 320 px')
  await check(server.page, 'the end in Chinese')
})
