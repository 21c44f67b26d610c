import { expect, test } from '@playwright/test'
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
