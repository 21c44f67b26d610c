import { expect, test } from '@playwright/test'

test('the first page opens and the server is healthy', async ({ page, request }) => {
  expect((await request.get('/healthz')).ok()).toBe(true)
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})
