import type { SessionEvent } from '@woshou/session'
import { ask } from '../apps/server/src/testing/pair.ts'
import { expect, test } from './pair.ts'
import { words } from './words.ts'

test('a partner who has gone: a correct TCP plays on, and another browser takes the seat back by a code', async ({
  baseURL,
  browser,
  seated,
}) => {
  const locales = { client: 'en', server: 'zh-CN' } as const
  const pair = await seated({ scenario: 'three-way-handshake', locales })
  const { client, server } = pair
  await client.send('S seq=100', 'SYN seq=100')
  await server.receives('SYN seq=100')
  await server.page.close()

  const gone = client.page.getByTestId('partner-gone')
  await expect(gone.getByRole('heading')).toContainText('has gone')
  await gone.getByRole('button', { name: client.words.gone_to_tcp }).click()
  await expect(gone.getByRole('heading')).toContainText('correct TCP')
  await expect(client.page.getByTestId('connection')).not.toContainText('interrupted')
  await expect(client.page.getByTestId('turn')).not.toContainText('has gone')
  await expect.poll(() => client.entries('SYN,ACK').count()).toBe(1)

  await gone.getByRole('button', { name: client.words.gone_to_code }).click()
  const code = (await gone.getByTestId('seat-code').innerText()).replace(/\D/g, '')
  expect(code).toHaveLength(8)

  const another = await browser.newContext({ baseURL: baseURL ?? '', locale: 'zh-CN' })
  const page = await another.newPage()
  await page.goto(`/join/${code}`)
  await expect(page.getByText(words('zh-CN').join_who)).toBeVisible()
  await page.getByRole('button', { name: words('zh-CN').join_take }).click()
  await expect(page.getByTestId('state')).toHaveText('SYN-RECEIVED')
  await expect(gone).toBeHidden()

  // the browser of before no longer has the seat
  const old = await server.context.newPage()
  await old.goto(`/s/${server.seat.session}`)
  await expect(old.getByRole('heading', { level: 1 })).toHaveText(words('zh-CN').problem_no_seat)

  await client.page.getByRole('button', { name: client.words.play_leave, exact: true }).click()
  await client.page.getByRole('button', { name: client.words.play_leave_end }).click()
  await expect(page.getByRole('heading', { name: '提前离开了' })).toBeVisible()
  const log = await ask<{ events: readonly SessionEvent[] }>(baseURL ?? '', `/api/sessions/${pair.session}/events`)
  const handed = log.events.filter(({ type }) => type === 'seat-handed-over')
  expect(handed).toMatchObject([{ to: 'partner' }, { to: 'returned' }])
  await another.close()
})
