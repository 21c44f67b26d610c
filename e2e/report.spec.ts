import { expect, test } from '@playwright/test'
import { ClassTeacher } from '../apps/server/src/testing/class-teacher.ts'
import { PATIENT } from '../apps/server/src/testing/patience.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { checkAxe, checkWidth } from './axe.ts'
import { ClassSeat } from './class-seat.ts'
import { ClassStudent } from './class-student.ts'
import { said, words } from './words.ts'

const en = words('en')

const PHONE = { width: 390, height: 844 }
const NARROW = { width: 320, height: 640 }
const LAPTOP = { width: 1366, height: 768 }
/** What a SYN that carries ACK breaks. */
const RULE = 'syn-must-not-carry-ack-on-active-open'

test('a teacher goes from the live page to what the class got wrong, to the move itself, and says something; its student finds it', async ({
  browser,
  contextOptions,
}) => {
  test.slow()
  const folder = new TemporaryFolder()
  const server = await ServerProcess.start(
    { DATABASE_URL: `file:${folder.file('woshou.db')}`, LOG_LEVEL: 'warn' },
    PATIENT,
  )
  const { url } = server
  const account = await ClassTeacher.setUp(url, server.setUpToken)
  const { class: id, code, link } = await account.openClass('Networks, Tuesday')
  const laptop = await browser.newContext({ ...contextOptions, baseURL: url, viewport: LAPTOP, locale: 'en' })
  const [name = '', value = ''] = account.cookie.split('=')
  await laptop.addCookies([{ name, value, url }])
  const teacher = await laptop.newPage()
  const heading = teacher.getByRole('heading', { level: 1 })

  // before anything was played there is nothing to read, and it says where it would come from
  await teacher.goto(`/teach/${id}/report`)
  await expect(teacher.getByText(en.report_empty)).toBeVisible()
  await checkAxe(teacher, 'a report, nothing yet')
  await teacher.getByRole('link', { name: en.report_empty_go }).press('Enter')
  await expect(teacher).toHaveURL(/\/live$/)

  // a pair plays a round; the client's first segment is wrong, and the round is closed. Who came in first is the client
  const phone = await browser.newContext({ ...contextOptions, baseURL: url, viewport: PHONE })
  const client = await ClassStudent.prepare(phone, { name: '=Zsófia Okoye', locale: 'zh-CN' })
  await client.comeIn(link)
  await expect(client.page.getByTestId('lobby')).toBeVisible()
  const partner = await ClassSeat.comeIn(url, code, 'Tariq Rossi')
  await account.command(id, { type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 })
  for (const student of [client, partner]) await student.sits()
  await client.type('SA seq=7 ack=9')
  await expect(client.page.getByRole('region', { name: client.words.note_label })).toBeVisible()
  await account.command(id, { type: 'close-round' })
  // the report is read once: their session is over before it is
  await expect(client.page.getByTestId('onward')).toBeVisible()

  // the laptop: the board, by keyboard alone
  await teacher.getByRole('link', { name: en.report_title, exact: true }).press('Enter')
  await expect(heading).toHaveText(en.report_title)
  const row = teacher.locator(`[data-rule="${RULE}"]`)
  await expect(row.locator('[data-students]')).toHaveText('1')
  const rule = row.getByRole('button')
  await rule.press('Enter')
  await expect(rule).toHaveAttribute('aria-expanded', 'true')
  await expect(rule).toBeFocused()
  const pseudonym = client.news?.pseudonym.en ?? '—'
  const move = row.getByRole('link', { name: pseudonym })
  await expect(move).toBeVisible()
  await checkAxe(teacher, 'the board, a rule opened')

  // pseudonyms first; names when they are wanted
  const list = teacher.getByTestId('students')
  await expect(list).toContainText(pseudonym)
  expect(await teacher.content()).not.toContain(client.name)
  await teacher.getByLabel(en.report_names).press('Space')
  await expect(list).toContainText(client.name)
  await teacher.getByLabel(en.report_names).press('Space')
  await teacher.getByRole('button', { name: en.report_hints }).press('Enter')
  await expect(list.getByRole('columnheader', { name: en.report_hints })).toHaveAttribute('aria-sort', 'descending')
  await teacher.setViewportSize(NARROW)
  await checkWidth(teacher, 'the board, 320 px wide')
  await teacher.setViewportSize(LAPTOP)

  // it is printed on one sheet, and kept as a table that reckons with nobody's name
  const printed = await teacher.pdf({ preferCSSPageSize: true })
  expect(printed.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  const file = await teacher.getByRole('link', { name: en.report_csv }).getAttribute('href')
  const table = await (await laptop.request.get(file ?? '')).text()
  expect(table.startsWith('\u{feff}')).toBe(true)
  expect(table).toContain(`'${client.name}`)

  // by week, and over all classes
  for (const view of [en.report_by_week, en.report_by_class]) {
    await teacher.getByRole('link', { name: view }).press('Enter')
    await expect(teacher.getByRole('link', { name: view })).toHaveAttribute('aria-current', 'page')
    await expect(row.locator('[data-students]')).toHaveText('1')
  }
  await checkAxe(teacher, 'the board over all classes')
  await teacher.getByRole('link', { name: en.report_by_round }).press('Enter')

  // the move in the replay, and a comment on it; the board of all classes stands until the one by round has come
  await expect(async () => {
    if ((await rule.getAttribute('aria-expanded')) !== 'true') await rule.press('Enter')
    await expect(move).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await move.press('Enter')
  await expect(teacher).toHaveURL(/\/replay\/[\w-]{22}\?n=\d+&in=/)
  await expect(teacher.getByRole('region', { name: en.note_label })).toBeVisible()
  await teacher.getByRole('button', { name: en.review_comment_go }).press('Enter')
  await teacher.keyboard.type('Whose number would that ACK be of?')
  await teacher.keyboard.press('Tab')
  await teacher.keyboard.press('Space')
  await teacher.getByRole('button', { name: en.teach_save }).press('Enter')
  await expect(teacher.getByTestId('comment')).toContainText(en.review_shared)

  // back where one came from; the student's sheet has it as well
  await teacher.goBack()
  await expect(rule).toHaveAttribute('aria-expanded', 'true')
  await list.getByRole('link', { name: pseudonym }).press('Enter')
  await expect(heading).toHaveText(said(en.report_title_of, { name: pseudonym }))
  await expect(teacher.getByTestId('comment')).toContainText('Whose number would that ACK be of?')
  await checkAxe(teacher, 'a student’s report')

  // the student finds it, and goes to the move and back
  const { page: own, words: w } = client
  await own.getByRole('button', { name: w.report_own_show }).press('Enter')
  const report = own.getByTestId('own-report')
  await expect(report.getByTestId('comment')).toContainText('Whose number would that ACK be of?')
  await expect(report.locator(`[data-rule="${RULE}"]`)).toBeVisible()
  await checkAxe(own, 'a student’s own report')
  await expect(report).not.toContainText(partner.name)
  const see = said(w.report_move_in, { where: said(w.teach_round, { round: 1 }) })
  await report.getByTestId('comment').getByRole('button', { name: see }).press('Enter')
  // the report has the same words: they are to stand in the replay
  await expect(report).toHaveCount(0)
  await expect(own.getByTestId('comment')).toContainText('Whose number would that ACK be of?')
  await own.getByRole('button', { name: w.report_own_back }).press('Enter')
  await own.getByRole('button', { name: w.report_own_stop }).press('Enter')
  await expect(own.getByTestId('onward')).toBeVisible()

  partner.close()
  await phone.close()
  await laptop.close()
  await server.stop('SIGTERM')
  folder[Symbol.dispose]()
  expect(server.log(), 'what the server complained about').toBe('')
})
