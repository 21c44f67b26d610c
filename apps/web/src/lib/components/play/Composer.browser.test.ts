import { ACK, SYN, segment } from '@woshou/protocol'
import { expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import type { ViolationWords } from '#lib/words/catalogue-words.ts'
import { type Numbering, numberingOf } from '#lib/words/numbering.ts'
import ComposerStand from './ComposerStand.test.svelte'

const relative = numberingOf('relative', { iss: 300, irs: 100 })

const words: ViolationWords = {
  rule: 'ack-equals-received-seq',
  title: 'The acknowledgement is one too low',
  sentence: 'You acknowledge 100, but your RCV.NXT is 101.',
  withheld: 'Your ack is the number that came.',
  chosen: '100',
  allowed: ['RCV.NXT = IRS + 1 (SYN) = 101'],
  misconception: 'You may think that ack repeats what arrived.',
  lesson: 'SYN occupies one sequence number.',
  realStack: 'It would answer with a reset.',
  section: { name: 'RFC 9293 §3.4', href: 'https://www.rfc-editor.org/rfc/rfc9293#section-3.4' },
}

const stand = async (props: { numbering?: Numbering; waiting?: boolean } = {}) => {
  const onsend = vi.fn()
  const screen = await render(ComposerStand, { onsend, ...props })
  return { screen, onsend }
}

test('a segment composed field by field is sent with Enter', async () => {
  const { screen, onsend } = await stand()
  await screen.getByRole('checkbox', { name: 'SYN' }).click()
  await screen.getByRole('textbox', { name: /^seq/ }).fill('300')
  await userEvent.keyboard('{Enter}')
  expect(onsend).toHaveBeenCalledExactlyOnceWith({ flags: SYN, seq: 300, ack: null, length: 0 })
})

test('Enter on a flag sends as well; Space is what toggles it', async () => {
  const { screen, onsend } = await stand()
  await screen.getByRole('textbox', { name: /^seq/ }).fill('300')
  screen.getByRole('checkbox', { name: 'SYN' }).element().focus()
  await userEvent.keyboard(' ')
  await userEvent.keyboard('{Enter}')
  expect(onsend).toHaveBeenCalledExactlyOnceWith({ flags: SYN, seq: 300, ack: null, length: 0 })
})

test('relative numbers are typed as they are shown, and kept absolute', async () => {
  const { screen, onsend } = await stand({ numbering: relative })
  await screen.getByRole('checkbox', { name: 'ACK' }).click()
  await screen.getByRole('textbox', { name: /^seq/ }).fill('1')
  await screen.getByRole('textbox', { name: /^ack/ }).fill('1')
  await expect.element(screen.getByText('<SEQ=1><ACK=1><CTL=ACK>')).toBeVisible()
  await userEvent.keyboard('{Enter}')
  expect(onsend).toHaveBeenCalledExactlyOnceWith({ flags: ACK, seq: 301, ack: 101, length: 0 })
})

test('the typed form fills the fields, previews in RFC notation, and sends', async () => {
  const { screen, onsend } = await stand()
  await screen.getByRole('textbox', { name: /typed/i }).fill('SA seq=300 ack=101')
  await expect.element(screen.getByText('<SEQ=300><ACK=101><CTL=SYN,ACK>')).toBeVisible()
  await expect.element(screen.getByRole('checkbox', { name: 'SYN' })).toBeChecked()
  await userEvent.keyboard('{Enter}')
  expect(onsend).toHaveBeenCalledExactlyOnceWith({ flags: SYN | ACK, seq: 300, ack: 101, length: 0 })
})

test('a typed line that cannot be read is said on Enter, with the word, and nothing is sent', async () => {
  const { screen, onsend } = await stand()
  await screen.getByRole('textbox', { name: /typed/i }).fill('SX seq=300')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('alert')).toHaveTextContent('“SX” is no flag: S A F R P U, or SYN,ACK.')
  expect(onsend).not.toHaveBeenCalled()
})

test('a number that is still missing is asked for instead of sent as 0', async () => {
  const { screen, onsend } = await stand()
  await screen.getByRole('checkbox', { name: 'ACK' }).click()
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('A number is still missing.').first()).toBeVisible()
  expect(onsend).not.toHaveBeenCalled()
})

test('a number beyond 32 bits is not taken', async () => {
  const { screen } = await stand()
  await screen.getByRole('textbox', { name: /^seq/ }).fill('4294967296')
  await expect.element(screen.getByText(/0 to 4294967295/)).toBeVisible()
})

test('while a move has no answer no second one can be sent', async () => {
  const { screen, onsend } = await stand({ waiting: true })
  await screen.getByRole('textbox', { name: /^seq/ }).fill('300')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('button', { name: /judge/ })).toBeDisabled()
  expect(onsend).not.toHaveBeenCalled()
})

test('the violation stands beside the field that caused it, and the field says so to a screen reader', async () => {
  const wrong = { field: 'ack' as const, segment: segment({ flags: ACK, seq: 301, ack: 100 }), words: [words] }
  const screen = await render(ComposerStand, {
    start: { flags: ACK, seq: 301, ack: 100, length: 0 },
    wrong,
    onsend: () => undefined,
  })
  const field = screen.getByRole('textbox', { name: /^ack/ })
  await expect.element(field).toHaveAttribute('aria-invalid', 'true')
  await expect.element(field).toHaveAccessibleDescription(expect.stringContaining('your RCV.NXT is 101'))
  await expect.element(screen.getByRole('textbox', { name: /^seq/ })).toHaveAttribute('aria-invalid', 'false')
})
