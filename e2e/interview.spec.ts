import { expect, test } from '@playwright/test'
import { hasSyn } from '@woshou/protocol'
import type { Locale } from '@woshou/session'
import { DRILLABLE } from '@woshou/session/drill'
import { QUESTIONS } from '@woshou/session/interview'
import { SoloStudent } from './solo-student.ts'
import { switchLanguage } from './walks.ts'
import { words } from './words.ts'

test('a question is played to its answer, which quotes the student’s own numbers, in both languages', async ({
  page,
}) => {
  test.slow()
  const say = words('en')
  const student = await SoloStudent.prepare(page)
  await page.goto('/interview')
  await expect(page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) })).toHaveCount(
    QUESTIONS.length,
  )
  const [question] = QUESTIONS
  if (!question) throw new Error('no question')
  const asked = page.getByRole('listitem').filter({ hasText: question.question.en })
  await asked.getByRole('button', { name: say.interview_play }).click()
  await expect(page.getByTestId('state')).toBeVisible()
  await student.play()

  const { log, role } = await student.record()
  const syn = log.find((e) => e.type === 'segment-sent' && e.role === role && hasSyn(e.segment))
  const iss = syn?.type === 'segment-sent' ? syn.segment.seq : -1
  const answer = (locale: Locale) => page.getByRole('region', { name: question.question[locale] })
  for (const locale of ['en', 'zh-CN'] as const) {
    if (locale === 'zh-CN') await switchLanguage(page)
    await expect(answer(locale)).toContainText(`${iss}`)
    await expect(answer(locale)).toContainText(`${iss + 1}`)
    await expect(answer(locale)).not.toContainText('{')
  }

  // and can be read again
  await page.goto('/interview')
  await asked.getByRole('link', { name: say.interview_answer }).click()
  await expect(answer('en')).toContainText(`${iss}`)
})

test('to each question belong its scenarios, rules and drills, named in both languages; one of each kind opens', async ({
  page,
}) => {
  await SoloStudent.prepare(page)
  await page.goto('/interview')
  const rows = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) })
  await expect(rows).toHaveCount(QUESTIONS.length)
  // the drills come a moment after the questions
  await expect(rows.first().locator('a[href^="/drills/"]').first()).toBeAttached()
  const belongs = QUESTIONS.map(({ also, rules, scenario }) => [
    ...[scenario, ...also].flatMap((id) => [`/solo?scenario=${id}`, `/new?scenario=${id}`]),
    ...rules.flatMap((id) => [`/rules#${id}`, ...(DRILLABLE.includes(id) ? [`/drills/${id}`] : [])]),
  ])
  for (const locale of ['en', 'zh-CN'] as const) {
    if (locale === 'zh-CN') await switchLanguage(page)
    await expect(rows.first().locator('summary')).toContainText(words(locale).interview_further)
    const shown = await rows.evaluateAll((items) =>
      items.map((item) => ({
        heading: item.querySelector('h3')?.textContent?.trim(),
        links: [...item.querySelectorAll('details a')].map((link) => link.getAttribute('href')).sort(),
        rules: [...item.querySelectorAll('details a[href^="/rules#"]')].map(({ textContent }) => textContent ?? ''),
      })),
    )
    expect(shown.map(({ heading }) => heading)).toEqual(QUESTIONS.map(({ question }) => question[locale]))
    expect(shown.map(({ links }) => links)).toEqual(belongs.map((links) => links.sort()))
    for (const title of shown.flatMap(({ rules }) => rules))
      expect(/\p{Script=Han}/u.test(title), title).toBe(locale === 'zh-CN')
  }
  await switchLanguage(page)
  const opened = rows.first().locator('details')
  await opened.locator('summary').click()
  for (const [kind, ready] of [
    ['/solo?', 'input[name="scenario"]:checked'],
    ['/new?', 'input[name="scenario"]:checked'],
    ['/drills/', '[data-testid="exercise"]'],
    ['/rules#', 'article details[open]'],
  ] as const) {
    const link = opened.locator(`a[href^="${kind}"]`).first()
    await expect(link).toBeVisible()
    const href = (await link.getAttribute('href')) ?? ''
    await link.click()
    await page.waitForURL((url) => url.href.endsWith(href))
    const there = page.locator(ready)
    await expect(there).toBeAttached()
    if (kind === '/solo?' || kind === '/new?') await expect(there).toHaveValue(href.replace(/.*=/, ''))
    await page.goBack()
    await opened.locator('summary').click()
  }
})
