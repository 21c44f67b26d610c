import { expect, test } from '@playwright/test'
import { QUESTIONS } from '@woshou/session/interview'
import { SoloStudent } from '../solo-student.ts'
import { follow } from '../walks.ts'
import { words } from '../words.ts'

for (const locale of ['en', 'zh-CN'] as const)
  test(`all that belongs to each question opens: its scenarios, rules and drills (${locale})`, async ({ page }) => {
    await SoloStudent.prepare(page, { locale })
    const say = words(locale)
    await page.goto('/interview')
    const rows = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) })
    await expect(rows).toHaveCount(QUESTIONS.length)
    // the drills come a moment after the questions
    await expect(rows.first().locator('a[href^="/drills/"]').first()).toBeAttached()
    for (const [index, { question }] of QUESTIONS.entries()) {
      const row = rows.nth(index)
      await row.locator('summary').click()
      await expect(row.locator('details a').last(), question.en).toBeVisible()
    }
    const all = await rows
      .locator('details a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    const hrefs = (kind: string) => {
      const ofKind = [...new Set(all.filter((href) => href.startsWith(`/${kind}`)))]
      expect(ofKind, kind).not.toEqual([])
      return ofKind
    }
    for (const kind of ['solo?', 'new?']) {
      for (const href of hrefs(kind)) {
        await follow(page, href)
        await expect(page.locator('input[name="scenario"]:checked')).toHaveValue(href.replace(/.*=/, ''))
        await follow(page, '/how')
        await page.waitForURL('**/how')
      }
    }
    const { drill_you_client: client, drill_you_server: server } = say
    for (const href of hrefs('drills/')) {
      await follow(page, href)
      await page.waitForURL(`**${href}`)
      const exercise = page.locator(`[data-testid="exercise"][data-rule="${href.replace(/.*\//, '')}"]`)
      await expect(exercise.getByText(client).or(exercise.getByText(server))).toBeVisible()
    }
    for (const href of hrefs('rules#')) {
      await follow(page, href)
      await page.waitForURL(`**${href}`)
      const rule = page.locator(`[id="${href.replace(/.*#/, '')}"]`)
      await expect(rule.locator('details[open]')).toBeAttached()
      await expect(rule).toContainText(locale === 'en' ? /[a-z]{4}/ : /\p{Script=Han}{4}/u)
    }
  })
