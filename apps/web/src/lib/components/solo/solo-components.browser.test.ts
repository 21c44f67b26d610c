import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import PartnerMistakes from './PartnerMistakes.svelte'
import StoreOffer from './StoreOffer.svelte'

const offer = { stored: null, online: true, storing: false, lastName: '', link: '' }

test('storing asks for a name first', async () => {
  const onstore = vi.fn()
  await render(StoreOffer, { ...offer, onstore })
  await page.getByRole('button').click()
  expect(onstore).not.toHaveBeenCalled()
  await expect.element(page.getByRole('alert')).toBeVisible()
  await page.getByRole('textbox').fill(' Mei ')
  await page.getByRole('button').click()
  expect(onstore).toHaveBeenCalledWith('Mei')
})

test('without a network nothing is offered but the promise', async () => {
  await render(StoreOffer, { ...offer, online: false, onstore: () => {} })
  expect(page.getByRole('button').elements()).toHaveLength(0)
  await expect.element(page.getByRole('status')).not.toBeEmptyDOMElement()
})

test('each mistake of the partner says in words what the student made of it', async () => {
  const common = { href: '#', attempts: 0, answer: null }
  await render(PartnerMistakes, {
    mistakes: [
      { ...common, version: 1, title: 'A', noticed: true, owed: true, answer: '#a' },
      { ...common, version: 2, title: 'B', noticed: true, owed: false },
      { ...common, version: 3, title: 'C', noticed: false, owed: true, attempts: 2 },
      { ...common, version: 4, title: 'D', noticed: false, owed: false },
      { ...common, version: 5, title: 'E', noticed: null, owed: true },
    ],
  })
  const items = page.getByRole('listitem').elements()
  expect(new Set(items.map((item) => item.querySelector('p span')?.textContent?.trim())).size).toBe(5)
})
