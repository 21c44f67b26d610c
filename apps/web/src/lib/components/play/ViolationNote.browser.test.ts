import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import type { ViolationWords } from '#lib/words/catalogue-words.ts'
import ViolationNote from './ViolationNote.svelte'

const words: ViolationWords = {
  rule: 'ack-of-fin-not-incremented',
  title: 'FIN counts one',
  sentence: 'You acknowledge 105, but the FIN has the number 105: your RCV.NXT is 106.',
  withheld: 'You acknowledge 105, but the FIN has that number itself.',
  chosen: '105',
  allowed: ['RCV.NXT = 105 + 1 (FIN) = 106'],
  misconception: 'You may think that only bytes count.',
  lesson: 'FIN occupies one sequence number, so that it can be acknowledged like text.',
  realStack: 'Linux would send its FIN again.',
  section: { name: 'RFC 9293 §3.4', href: 'https://www.rfc-editor.org/rfc/rfc9293#section-3.4' },
}

test('it tells what was chosen, what the variables say, how the number comes about, and where that is written', async () => {
  const screen = await render(ViolationNote, { id: 'note', field: 'ack', words })
  await expect.element(screen.getByRole('heading', { name: words.title })).toBeVisible()
  await expect.element(screen.getByText(words.sentence)).toBeVisible()
  await expect.element(screen.getByText('105', { exact: true })).toBeVisible()
  await expect.element(screen.getByText('RCV.NXT = 105 + 1 (FIN) = 106')).toBeVisible()
  await expect.element(screen.getByRole('link', { name: 'RFC 9293 §3.4' })).toHaveAttribute('href', words.section.href)
})

test('the lesson comes on demand, with the misconception and what a real stack does', async () => {
  const screen = await render(ViolationNote, { id: 'note', field: 'ack', words })
  await expect.element(screen.getByText(words.lesson)).not.toBeVisible()
  await screen.getByText('Why is that so?').click()
  await expect.element(screen.getByText(words.lesson)).toBeVisible()
  await expect.element(screen.getByText(words.misconception)).toBeVisible()
  await expect.element(screen.getByText(/Linux would send its FIN again/)).toBeVisible()
})

test('it can be put away', async () => {
  const ondismiss = vi.fn()
  const screen = await render(ViolationNote, { id: 'note', field: 'ack', words, ondismiss })
  await screen.getByRole('button', { name: 'Put the note away' }).click()
  expect(ondismiss).toHaveBeenCalledOnce()
})

test('the right value is kept until it is asked for', async () => {
  const onreveal = vi.fn()
  const screen = await render(ViolationNote, { id: 'note', field: 'ack', words, onreveal })
  await expect.element(screen.getByText(words.withheld)).toBeVisible()
  expect(screen.container.textContent).not.toContain('106')
  await screen.getByRole('button', { name: 'Tell me the right value' }).click()
  expect(onreveal).toHaveBeenCalledOnce()
  await screen.rerender({ onreveal: null })
  await expect.element(screen.getByText('RCV.NXT = 105 + 1 (FIN) = 106')).toBeVisible()
})
