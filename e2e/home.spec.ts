import { expect, test } from '@playwright/test'
import { words } from './words.ts'

const en = words('en')

test('the first page opens and the server is healthy', async ({ page, request }) => {
  expect((await request.get('/healthz')).ok()).toBe(true)
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('a page that cannot be loaded because the server is gone says so, and goes on when it is back', async ({
  page,
}) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const gone = (path: string) => page.route(path, (route) => route.abort('connectionrefused'))
  await gone('**/_app/immutable/**')
  await gone('**/healthz')
  await page.locator('main a[href="/drills"]').click()
  await expect(page.getByRole('heading', { name: en.problem_unreachable })).toBeVisible()
  await expect(page.getByText(en.error_waiting)).toBeVisible()
  await page.unrouteAll()
  await expect(page).toHaveURL(/\/drills$/)
  await expect(page.getByRole('heading', { name: en.drill_title, level: 1 })).toBeVisible()
})

test('the page says the version that /healthz says', async ({ page, request }) => {
  const { version } = await (await request.get('/healthz')).json()
  expect(version).toMatch(/^\d+\.\d+\.\d+/)
  await page.goto('/')
  await expect(page.getByRole('contentinfo')).toContainText(en.layout_version.replace('{version}', version))
})
