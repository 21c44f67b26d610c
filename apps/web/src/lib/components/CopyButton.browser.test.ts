import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { m } from '#lib/paraglide/messages.js'
import CopyButton from './CopyButton.svelte'

const { execCommand } = document

// what it says stands for four seconds: a busy machine may look later
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  document.execCommand = execCommand
})

const withoutClipboard = () => vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(undefined as never)

test('over plain http, where there is no clipboard, the command copies and the focus stays', async () => {
  withoutClipboard()
  let selected = ''
  document.execCommand = () => {
    selected = (document.activeElement as HTMLTextAreaElement).value
    return true
  }
  await render(CopyButton, { text: 'http://laptop:3000/join/48291375', label: 'Copy the link' })
  const button = page.getByRole('button')
  await button.click()
  await expect.element(button).toHaveTextContent(m.copy_done())
  expect(selected).toBe('http://laptop:3000/join/48291375')
  expect(document.activeElement).toBe(button.element())
  vi.advanceTimersByTime(4_000)
  await expect.element(button).toHaveTextContent('Copy the link')
})

test('says so when nothing could be copied', async () => {
  withoutClipboard()
  document.execCommand = () => false
  await render(CopyButton, { text: 'a', label: 'Copy the link' })
  await page.getByRole('button').click()
  await expect.element(page.getByRole('status')).toHaveTextContent(m.copy_failed())
})
