import { ask, joinPair, playToEnd, seatPair } from '../apps/server/src/testing/pair.ts'
import { checkAxe as check } from './axe.ts'
import { expect, test } from './pair.ts'

/** An ended session with a mistake in it, and a running invitation. */
async function sessions(url: string) {
  const ended = await seatPair(url, { scenario: 'open-and-close-from-client' })
  const sockets = await joinPair(url, ended)
  await sockets.client.until(() => sockets.client.view?.started)
  await sockets.client.sendSegment({ flags: 0x12, seq: 7, ack: 9, length: 0 })
  await playToEnd(sockets)
  const open = await ask<{ code: string }>(url, '/api/sessions', {
    scenario: 'half-close',
    role: 'client',
    name: 'Mei',
    pace: 1,
  })
  const log = await ask<{ events: { type: string; version: number }[] }>(url, `/api/sessions/${ended.session}/events`)
  const mistake = log.events.find(({ type }) => type === 'segment-withheld')?.version ?? 1
  return { ended: ended.session, code: open.code, mistake }
}

test('axe finds nothing on the pages around the play', async ({ baseURL, page }) => {
  test.slow()
  const { code, ended, mistake } = await sessions(baseURL ?? '')
  const pages = {
    home: '/',
    new: '/new',
    join: '/join',
    invitation: `/join/${code}`,
    'wrong code': '/join/00000000',
    how: '/how',
    rules: '/rules',
    'one rule': '/rules#ack-of-fin-not-incremented',
    'a scenario chosen': '/new?scenario=lost-fin&level=exam',
    debrief: `/debrief/${ended}`,
    replay: `/replay/${ended}?n=12`,
    'replay at a mistake': `/replay/${ended}?n=${mistake}`,
    'no such session': '/s/AAAAAAAAAAAAAAAAAAAAAA',
    'no such page': '/nowhere',
  }
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await check(page, name)
    await page.setViewportSize({ width: 320, height: 640 })
    await check(page, `${name} at 320 px`)
    await page.setViewportSize({ width: 1280, height: 720 })
  }
})

test('axe finds nothing on a seat from invitation to end', async ({ page, seated }) => {
  test.slow()
  await page.goto('/new')
  await page.getByLabel('Your name').fill('Mei')
  await page.getByRole('button', { name: 'Invite a partner' }).click()
  await expect(page.getByTestId('code')).toBeVisible()
  await check(page, 'invite')

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
