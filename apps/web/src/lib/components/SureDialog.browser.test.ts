import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { m } from '#lib/paraglide/messages.js'
import SureDialog from './SureDialog.svelte'

test('what is asked is done when it is said, and closed without when it is not', async () => {
  const ongo = vi.fn()
  const asked = { open: true, title: 'A new code', says: 'The old one lets nobody in.', go: 'Give it', ongo }
  await render(SureDialog, { props: asked })
  const slip = page.getByRole('dialog', { name: asked.title })
  await expect.element(slip.getByText(asked.says)).toBeVisible()
  await slip.getByRole('button', { name: asked.go }).click()
  expect(ongo).toHaveBeenCalledOnce()
  await slip.getByRole('button', { name: m.teach_not_now() }).click()
  await expect.element(slip).not.toBeInTheDocument()
  expect(ongo).toHaveBeenCalledOnce()
})
