import { expect, test } from '@playwright/test'
import { words } from './words.ts'

const en = words('en')

test('the first page opens and the server is healthy', async ({ page, request }) => {
  const health = await request.get('/healthz')
  expect(health.ok()).toBe(true)
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

  await test.step('the page says the version that /healthz says', async () => {
    const { version } = await health.json()
    expect(version).toMatch(/^\d+\.\d+\.\d+/)
    await expect(page.getByRole('contentinfo')).toContainText(en.layout_version.replace('{version}', version))
  })

  await test.step('a change is drawn at once where less motion is wished for', async () => {
    const animations = await page.evaluate(() => {
      const main = document.querySelector('main') as HTMLElement
      void getComputedStyle(main).opacity
      main.style.opacity = '0.5'
      return main.getAnimations().length
    })
    expect(animations).toBe(0)
  })
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
