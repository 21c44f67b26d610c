import { expect, test } from '@playwright/test'
import { words } from './words.ts'

const en = words('en')

test('on a phone scenarios wait behind their topics, and the form leads to what is missing', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto('/new')
  await expect(page.getByRole('radio', { name: 'The three-way handshake' })).toBeChecked()
  const lost = page.locator('input[value="lost-fin"]')
  await expect(lost).toBeHidden()
  await page.locator('summary', { hasText: en.topic_loss }).click()
  // a list to be scanned: what it is about stands with the one that is chosen
  const row = page.locator('label', { has: lost })
  await expect(row.getByTestId('effort')).toContainText('8')
  const about = row.getByText('It occupies a number')
  await expect(about).toBeHidden()
  await lost.check()
  await expect(about).toBeVisible()
  // the topic of the choice before stays open: nothing jumps under the finger
  await expect(page.getByRole('radio', { name: 'The three-way handshake' })).toBeVisible()

  await page.getByRole('button', { name: en.new_create }).click()
  const name = page.getByLabel(en.name_label)
  await expect(name).toBeFocused()
  await expect(name).toBeInViewport()
  await name.fill('Mei')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('code')).toBeVisible()
})

test('an invitation that could not be read at once gets its code when the server answers again', async ({ page }) => {
  let failures = 0
  await page.route(/\/api\/sessions\/[\w-]{22}$/, (route) => {
    if (failures === 2) return route.continue()
    failures++
    return route.abort('connectionrefused')
  })
  await page.goto('/new')
  await page.getByLabel(en.name_label).fill('Mei')
  await page.getByRole('button', { name: en.new_create }).click()
  await expect(page.getByTestId('code')).toBeVisible()
  expect(failures).toBe(2)
})

test('an invitation made on the server’s own machine carries an address that others can open, and says so', async ({
  page,
}) => {
  let secret = ''
  await page.route(/\/api\/sessions\/[\w-]{22}$/, async (route) => {
    const response = await route.fetch()
    const summary = await response.json()
    secret = summary.invitation
    const origins = ['http://192.168.0.12:3000', 'http://10.0.0.3:3000']
    await route.fulfill({ response, json: { ...summary, origins } })
  })
  await page.goto('/new')
  await page.getByLabel(en.name_label).fill('Mei')
  await page.getByRole('button', { name: en.new_create }).click()
  const code = (await page.getByTestId('code').textContent())?.replace(/\D/g, '')
  // the link's secret, which nobody can guess, in place of the code, which is short enough to be read out
  expect(secret).toMatch(/^[\w-]{22,}$/)
  expect(secret).not.toContain(code)
  await expect(page.getByText(`http://192.168.0.12:3000/join/${secret}`)).toBeVisible()
  await expect(page.getByText(en.invite_elsewhere)).toBeVisible()
  await expect(page.getByText(`http://10.0.0.3:3000/join/${secret}`)).toBeVisible()
  await expect(page.getByText(en.invite_localhost)).toBeHidden()
  await page.goto(`/join/${secret}`)
  await expect(page.getByRole('button', { name: en.join_take })).toBeVisible()
  // a link that leads nowhere says so, has no digits to compare, and says how to go on
  await page.goto('/join/AAAAAAAAAAAAAAAAAAAAAA')
  await expect(page.getByRole('alert')).toContainText(en.problem_unknown_link)
  await expect(page.getByRole('alert').getByRole('link', { name: en.home_new })).toHaveAttribute('href', '/new')
})
