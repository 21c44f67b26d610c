import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { joinPair, playToEnd, seatPair } from '../apps/server/src/testing/pair.ts'
import { said, words } from './words.ts'

const en = words('en')
const zh = words('zh-CN')
const fixture = (name: string) => join(import.meta.dirname, '../packages/capture/fixtures/pcap', name)

const choose = (page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) =>
  page.locator('input[type="file"]').setInputFiles(file)

test('a session is exported from its replay, and the file imported again shows the same segments', async ({
  baseURL,
  page,
}) => {
  test.slow()
  const url = baseURL ?? ''
  const pair = await seatPair(url, { scenario: 'lost-syn-ack', pace: 0.1, names: { client: 'Mei', server: 'Jonas' } })
  const sockets = await joinPair(url, pair)
  await playToEnd(sockets)
  await page.goto(`/replay/${pair.session}`)
  const entries = (who: string) =>
    page.getByRole('list', { name: en.ladder_label }).getByRole('button', { name: new RegExp(`${who}.*SYN`) })
  await expect(entries('Client').first()).toBeVisible()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: en.capture_export_server }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('woshou-lost-syn-ack-server.pcapng')
  const bytes = await readFile(await file.path())
  expect(bytes.subarray(0, 4).toString('hex')).toBe('0a0d0d0a')
  expect(bytes.includes('Mei')).toBe(false)

  await page.goto('/capture')
  await choose(page, { name: 'again.pcapng', mimeType: 'application/x-pcapng', buffer: bytes })
  await expect(page.getByRole('slider', { name: en.replay_position })).toBeVisible()
  await page.keyboard.press('End')
  await expect(page.getByTestId('state-client')).toHaveAttribute('data-state', 'ESTABLISHED')
  await expect(page.getByTestId('state-server')).toHaveAttribute('data-state', 'ESTABLISHED')
})

test('a recorded exchange of a real kernel becomes a replay without a violation, and can be played', async ({
  page,
}) => {
  await page.goto('/capture')
  const worker = page.waitForEvent('worker')
  await choose(page, fixture('close-client-first-4seg.pcap'))
  await expect(page.getByRole('slider', { name: en.replay_position })).toBeVisible()
  // where the build lays a worker's script, the server sends the policy that the worker lives by
  const script = await page.request.get((await worker).url())
  expect(script.headers()['content-security-policy']).toContain("default-src 'self'")
  await page.keyboard.press('End')
  await expect(page.getByTestId('state-server')).toHaveAttribute('data-state', 'CLOSED')
  await expect(page.getByTestId('state-client')).toHaveAttribute('data-state', /TIME-WAIT|CLOSED/)
  await expect(page.getByRole('region', { name: en.note_label })).toHaveCount(0)

  await page.getByRole('button', { name: en.capture_play_client, exact: true }).click()
  await expect(page).toHaveURL(/\/solo\?captured/)
  await page.getByRole('button', { name: en.solo_start }).click()
  await expect(page.getByTestId('state')).toHaveText('CLOSED')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('From a capture')
})

test('broken and hostile files get a clear answer, in both languages, and the page stays alive', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('PARAGLIDE_LOCALE', 'zh-CN'))
  await page.goto('/capture')
  const whole = await readFile(fixture('close-client-first-4seg.pcap'))
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer })

  await choose(page, file('notes.txt', Buffer.from('not a capture at all')))
  await expect(page.getByRole('alert')).toContainText('这既不是 pcap 文件，也不是 pcapng 文件。')
  await choose(page, file('empty.pcap', Buffer.alloc(0)))
  await expect(page.getByRole('alert')).toContainText('文件是空的。')
  await choose(page, file('packed.pcap.gz', Buffer.from('1f8b0800', 'hex')))
  await expect(page.getByRole('alert')).toContainText('压缩')

  // cut off in the middle of a packet: what came before is shown, with a word about the rest
  await choose(page, file('cut.pcap', whole.subarray(0, whole.length - 10)))
  await expect(page.getByRole('slider', { name: zh.replay_position })).toBeVisible()
  await page.getByRole('button', { name: new RegExp(zh.capture_another) }).click()
  await expect(page.getByText('文件在一个分组的中间结束')).toBeVisible()

  // what a capture lacks stands at its head, and its segments are marked, not by colour alone
  await choose(page, join(import.meta.dirname, '../packages/capture/fixtures/incomplete/syn-missing-window-scale.pcap'))
  const findings = page.getByRole('region', { name: zh.capture_findings_label })
  await expect(findings).toContainText(said(zh.capture_findings_untold, { segments: 2 }))
  await expect(findings).toContainText(said(zh.capture_untold_window_unknown, { whose: zh.capture_end_client }))
  await findings.getByRole('button').first().click()
  await expect(page.locator('.sentence')).toContainText(zh.ladder_untold)
  await expect(page.getByRole('region', { name: zh.replay_end_server })).toContainText(
    said(zh.capture_untold, { end: zh.capture_end_server }),
  )
  await expect(page.locator('svg text', { hasText: '?' })).toHaveCount(2)
  await expect(page.getByText(zh.capture_no_mistakes)).toBeVisible()
  await page.getByRole('button', { name: new RegExp(zh.capture_another) }).click()

  // noise behind a right header, 8 MB of it: the page answers while it is read
  const noise = Buffer.alloc(8 * 1024 * 1024, 0x5a)
  whole.copy(noise, 0, 0, 24)
  await choose(page, file('noise.pcap', noise))
  await page.getByRole('button', { name: zh.display_title }).click()
  await expect(page.getByRole('radio', { name: zh.display_theme_dark })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(
    page.getByRole('alert').or(page.getByRole('heading', { name: said(zh.capture_found, { connections: 0 }) })),
  ).toBeVisible()
})
