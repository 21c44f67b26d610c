import { expect, type Page, test } from '@playwright/test'
import { hasSyn } from '@woshou/protocol'
import { QUESTIONS } from '@woshou/session/interview'
import { SoloStudent } from './solo-student.ts'
import { words } from './words.ts'

for (const locale of ['en', 'zh-CN'] as const)
  test(`a question is played to its answer, which quotes the student’s own numbers (${locale})`, async ({ page }) => {
    test.slow()
    const say = words(locale)
    const student = await SoloStudent.prepare(page, { locale })
    await page.goto('/interview')
    await expect(page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) })).toHaveCount(
      QUESTIONS.length,
    )
    const [question] = QUESTIONS
    if (!question) throw new Error('no question')
    const asked = page.getByRole('listitem').filter({ hasText: question.question[locale] })
    await asked.getByRole('button', { name: say.interview_play }).click()
    await expect(page.getByTestId('state')).toBeVisible()
    await student.play()

    const { log, role } = await student.record()
    const syn = log.find((e) => e.type === 'segment-sent' && e.role === role && hasSyn(e.segment))
    const iss = syn?.type === 'segment-sent' ? syn.segment.seq : -1
    const answer = page.getByRole('region', { name: question.question[locale] })
    await expect(answer).toContainText(`${iss}`)
    await expect(answer).toContainText(`${iss + 1}`)
    await expect(answer).not.toContainText('{')

    // and can be read again
    await page.goto('/interview')
    await asked.getByRole('link', { name: say.interview_answer }).click()
    await expect(answer).toContainText(`${iss}`)
  })

/** Follows a link as a click does: within the app, without loading it anew. */
const follow = (page: Page, href: string) =>
  page.evaluate((to) => {
    const link = Object.assign(document.createElement('a'), { href: to })
    document.body.append(link)
    link.click()
    link.remove()
  }, href)

test('all that belongs to each question opens, in English and in Chinese: its scenarios, rules and drills', async ({
  page,
}) => {
  const LOCALES = ['zh-CN', 'en'] as const
  const speak = (locale: (typeof LOCALES)[number]) =>
    page.getByRole('button', { name: locale === 'en' ? 'English' : '中文', exact: true }).click()
  await SoloStudent.prepare(page, { locale: 'en' })
  await page.goto('/interview')
  const rows = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) })
  await expect(rows).toHaveCount(QUESTIONS.length)
  const all: string[] = []
  // the drills come a moment after the questions
  await expect(rows.first().locator('a[href^="/drills/"]').first()).toBeAttached()
  for (const [index, { also, rules, scenario, ...asked }] of QUESTIONS.entries()) {
    const row = rows.nth(index)
    await row.locator('summary').click()
    const links = row.locator('details a')
    await expect(row.locator('details li')).toHaveCount(1 + also.length + rules.length)
    await expect(links.last(), asked.question.en).toBeVisible()
    const hrefs = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''))
    for (const way of ['solo', 'new']) expect(hrefs).toContain(`/${way}?scenario=${scenario}`)
    expect(hrefs, asked.question.en).toContainEqual(expect.stringMatching(/^\/drills\/./))
    all.push(...hrefs)
  }
  for (const locale of LOCALES) {
    await speak(locale)
    for (const [index, { question }] of QUESTIONS.entries())
      await expect(rows.nth(index).getByRole('heading')).toHaveText(question[locale])
    await expect(rows.first().locator('summary')).toContainText(words(locale).interview_further)
    for (const title of await rows.locator('details a[href^="/rules#"]').allTextContents())
      expect(/\p{Script=Han}/u.test(title), title).toBe(locale === 'zh-CN')
  }
  const hrefs = (kind: string) => [...new Set(all.filter((href) => href.startsWith(`/${kind}`)))]
  for (const kind of ['solo?', 'new?']) {
    const [first = '', ...others] = hrefs(kind)
    await follow(page, first)
    await expect(page.locator('input[name="scenario"]:checked')).toHaveValue(first.replace(/.*=/, ''))
    if (kind === 'new?') await page.getByRole('button', { name: words('en').new_scenario_others }).click()
    for (const href of others)
      await expect(page.locator(`input[name="scenario"][value="${href.replace(/.*=/, '')}"]`)).toBeAttached()
  }
  // each drill in one language, by turns: its words are the same module's in both
  const drills = hrefs('drills/')
  for (const locale of LOCALES) {
    await speak(locale)
    const { drill_you_client: client, drill_you_server: server } = words(locale)
    for (const href of drills.filter((_, index) => index % 2 === LOCALES.indexOf(locale))) {
      await follow(page, href)
      await page.waitForURL(`**${href}`)
      const exercise = page.getByTestId('exercise')
      await expect(exercise.getByText(client).or(exercise.getByText(server))).toBeVisible()
    }
  }
  for (const locale of LOCALES) {
    await speak(locale)
    for (const href of hrefs('rules#')) {
      await follow(page, href)
      await page.waitForURL(`**${href}`)
      const rule = page.locator(`[id="${href.replace(/.*#/, '')}"]`)
      await expect(rule.locator('details[open]')).toBeAttached()
      await expect(rule).toContainText(locale === 'en' ? /[a-z]{4}/ : /\p{Script=Han}{4}/u)
    }
  }
})
