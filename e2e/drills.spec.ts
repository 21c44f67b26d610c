import { expect, test } from '@playwright/test'
import { formatFlags } from '@woshou/protocol'
import { drawRounds, drill, ROUNDS_TASKS } from '@woshou/session/drill'
import { SoloStudent } from './solo-student.ts'
import { said, words } from './words.ts'

const en = words('en')
const SEED = 11

/** The exercise that the browser shows, made anew from the same seed. */
function typedOf({ ack, flags, seq, text }: { ack: number; flags: number; seq: number; text: string }): string {
  const letters = formatFlags(flags).split(',').filter(Boolean).join(' ')
  return `${letters} seq=${seq} ack=${ack} len=${text.length}`
}

test('a rule is drilled: first the typical mistake with its explanation, then right; progress is kept', async ({
  page,
}) => {
  const student = await SoloStudent.prepare(page, { seed: SEED })
  await page.goto('/rules#ack-equals-received-seq')
  const article = page.locator('article#ack-equals-received-seq')
  await article.getByRole('link', { name: en.drill_this }).click()
  await expect(page).toHaveURL(/\/drills\/ack-equals-received-seq$/)
  await expect(page.getByTestId('exercise')).toHaveAttribute('data-kind', 'send')
  const exercise = drill('ack-equals-received-seq', SEED)
  if (exercise.kind !== 'send' || !exercise.answer[0]) throw new Error('this rule asks for a segment')

  await student.type(typedOf(exercise.typicalWrong))
  const note = page.getByRole('region', { name: en.note_label })
  await expect(note).toBeVisible()
  await expect(note.getByRole('link', { name: en.debrief_rule })).toHaveAttribute(
    'href',
    '/rules#ack-equals-received-seq',
  )
  // wherever the notes come to stand, what is docked does not lie over the field in which one types
  await page.setViewportSize({ width: 390, height: 508 })
  for (const line of ['FA seq=5 ack=7', 'A seq=1 ack=7', 'A seq=5 ack=9']) {
    await student.type(line)
    await expect
      .poll(() =>
        page.evaluate(() => {
          const field = document.activeElement?.getBoundingClientRect()
          return field && document.elementFromPoint(field.left + 9, field.bottom - 4) === document.activeElement
        }),
      )
      .toBe(true)
  }
  await student.type(typedOf(exercise.answer[0]))
  await expect(page.getByRole('heading', { name: en.drill_right, exact: true })).toBeVisible()
  // Enter goes on: the button has the focus
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: en.drill_ask_send })).toBeFocused()

  await page.goto('/drills')
  await expect(
    page.getByText(said(en.drill_progress, { seen: 1, learnt: 0, all: 76, enough: 3 }).slice(0, 24)),
  ).toBeVisible()
  await page.getByRole('button', { name: en.drill_reset }).click()
  await page.getByRole('dialog').getByRole('button', { name: en.drill_reset }).click()
  await expect(page.getByRole('button', { name: en.drill_reset })).toHaveCount(0)
})

test('three right answers in a row and a rule counts as learnt; checks and choices are drilled too', async ({
  page,
}) => {
  const student = await SoloStudent.prepare(page, { seed: SEED })
  await page.goto('/drills/handshake-ack-not-incremented')
  const exercise = drill('handshake-ack-not-incremented', SEED)
  if (exercise.kind !== 'send' || !exercise.answer[0]) throw new Error('this rule asks for a segment')
  for (let round = 0; round < 3; round++) {
    await student.type(typedOf(exercise.answer[0]))
    await expect(page.getByRole('heading', { name: en.drill_right_first })).toBeVisible()
    await page.getByRole('button', { name: en.drill_next }).click()
  }
  await expect(page.getByText(en.drill_learnt, { exact: true })).toBeAttached()

  const check = drill('time-wait-left-early', SEED)
  if (check.kind !== 'check') throw new Error('this rule asks for a check')
  await page.goto('/drills/time-wait-left-early')
  await expect(page.getByTestId('exercise')).toHaveAttribute('data-kind', 'check')
  const outcome = { accepted: en.check_take, dropped: en.check_drop, reset: en.check_reset }[check.answer.outcome]
  await page.getByRole('radio', { name: outcome }).check()
  await page.getByRole('combobox').selectOption(check.answer.state)
  if (check.answer.next !== null) await page.getByRole('textbox').last().fill(`${check.answer.next}`)
  await page.getByTestId('exercise').locator('form button:not([type="button"])').click()
  await expect(page.getByRole('heading', { name: en.drill_right_first })).toBeVisible()

  const sort = drill('four-segments-mandatory', SEED)
  if (sort.kind !== 'sort') throw new Error('this rule asks for a choice')
  await page.goto('/drills/four-segments-mandatory')
  const boxes = page.getByRole('checkbox')
  for (const [index, may] of sort.answer.entries()) if (!may) await boxes.nth(index).check()
  await page.getByRole('button', { name: en.drill_answer, exact: true }).click()
  await expect(page.getByText(en.drill_wrong)).toBeVisible()
  for (const [index, may] of sort.answer.entries()) await boxes.nth(index).setChecked(may)
  await page.getByRole('button', { name: en.drill_answer, exact: true }).click()
  await expect(page.getByRole('heading', { name: en.drill_right, exact: true })).toBeVisible()
})

test('the mistakes of the last debrief are drilled; without any the page says so', async ({ page }) => {
  await SoloStudent.prepare(page)
  await page.goto('/drills/mistakes')
  await expect(page.getByText(en.drill_none_mistakes)).toBeVisible()
  await page.evaluate(() =>
    localStorage.setItem('woshou:mistakes', JSON.stringify([{ rule: 'fin-seq-wrong', times: 2 }])),
  )
  await page.goto('/drills')
  await page.getByRole('link', { name: en.drill_last_debrief }).click()
  await expect(page.getByTestId('exercise')).toHaveAttribute('data-rule', 'fin-seq-wrong')
})

test('exam questions on congestion control are answered by keyboard: each wrong number is explained, then how it comes about', async ({
  page,
}) => {
  await SoloStudent.prepare(page, { seed: SEED })
  const { given, questions } = drawRounds('rounds-duplicates', SEED)
  if (given.task !== 'rounds-duplicates') throw new Error('another task')
  await page.goto('/drills/rounds-duplicates')
  await expect(page.getByText(said(en.rounds_given_duplicates, { round: given.round }))).toBeVisible()
  await expect(page.getByTestId('cwnd-chart')).toHaveCount(0)
  const fields = page.getByTestId('exercise').getByRole('textbox')
  const tahoe = questions[1]?.slips.findIndex(({ slip }) => slip === 'one-after-duplicates')
  await fields.first().focus()
  for (const [index, { answer, slips }] of questions.entries()) {
    await page.keyboard.type(`${index === 1 ? slips[tahoe ?? 0]?.said : answer}`)
    await page.keyboard.press(index === questions.length - 1 ? 'Enter' : 'Tab')
  }
  // the note stands at the field that is wrong, and there one goes on
  await expect(fields.nth(1)).toBeFocused()
  await expect(fields.nth(1)).toHaveAccessibleDescription(en.rounds_slip_one_after_duplicates)
  await expect(fields.nth(0)).toHaveAccessibleDescription(en.drill_right)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(`${questions[1]?.answer}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: en.drill_right, exact: true })).toBeVisible()
  await expect(page.getByTestId('cwnd-chart')).toBeVisible()
  await expect(page.getByText(en.rounds_rfc_duplicates)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: en.rounds_task_duplicates })).toBeFocused()

  await page.goto('/drills')
  const rounds = page.getByRole('region', { name: en.rounds_title })
  await expect(rounds.getByText(said(en.rounds_learnt_of, { done: 0, all: ROUNDS_TASKS.length }))).toBeAttached()
  await rounds.getByRole('link', { name: en.drill_begin }).click()
  // what went wrong is asked again first
  await expect(page.getByTestId('exercise')).toHaveAttribute('data-task', 'rounds-duplicates')
})
