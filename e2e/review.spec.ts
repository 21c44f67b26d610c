import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { ACK, SYN } from '@woshou/protocol'
import { ClassTeacher } from '../apps/server/src/testing/class-teacher.ts'
import { PATIENT } from '../apps/server/src/testing/patience.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { checkAxe } from './axe.ts'
import { ClassSeat } from './class-seat.ts'
import { ClassStudent } from './class-student.ts'
import { follow } from './walks.ts'
import { said, words } from './words.ts'

const en = words('en')
const zh = words('zh-CN')

/** The smallest phone, on which a teacher reviews on the way home as well. */
const NARROW = { width: 320, height: 640 }
const LAPTOP = { width: 1280, height: 720 }

const position = (page: Page) => page.getByRole('slider', { name: en.replay_position })

test('a teacher goes from mistake to mistake through a class, says something of one, and its student reads it', async ({
  browser,
  contextOptions,
}) => {
  test.slow()
  const folder = new TemporaryFolder()
  const server = await ServerProcess.start(
    // so few days that their deletion is announced from the beginning
    { DATABASE_URL: `file:${folder.file('woshou.db')}`, LOG_LEVEL: 'warn', CLASS_RETENTION_DAYS: '10' },
    PATIENT,
  )
  const { url } = server
  const account = await ClassTeacher.setUp(url, server.setUpToken)
  const { class: id, code, link } = await account.openClass('Networks, Tuesday')
  await account.openClass('Networks, Thursday')

  // a pair, two rounds; in each the client's first segment is wrong twice, and the round is closed. Who came in second is the
  // client of the second one
  const jonas = await ClassSeat.comeIn(url, code, 'Jonas')
  const phone = await browser.newContext({ ...contextOptions, baseURL: url, viewport: NARROW })
  const mei = await ClassStudent.prepare(phone, { name: 'Mei', locale: 'zh-CN' })
  const { page: own, words: w } = mei
  await mei.comeIn(link)
  await expect(own.getByTestId('lobby')).toBeVisible()
  const round = async (number: number, mistakes: () => Promise<void>) => {
    await account.command(id, { type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 })
    for (const student of [mei, jonas]) {
      await expect.poll(() => student.news?.round?.round).toBe(number)
      await student.sits()
    }
    await mistakes()
    await account.command(id, { type: 'close-round' })
    // the list is read once: what is to be found in it is over by then
    await expect(own.getByTestId('onward')).toBeVisible()
  }
  await round(1, async () => {
    for (const flags of [SYN | ACK, ACK]) await jonas.mistake({ flags, seq: 7, ack: 9 })
  })
  await round(2, async () => {
    for (const flags of ['SA', 'A']) {
      await mei.type(`${flags} seq=7 ack=9`)
      await expect(own.getByRole('region', { name: w.note_label })).toBeVisible()
      await own.getByRole('button', { name: w.note_dismiss }).click()
    }
  })

  // the list: filters are combined, and the address keeps them
  const laptop = await browser.newContext({ ...contextOptions, baseURL: url, viewport: LAPTOP, locale: 'en' })
  const [name = '', value = ''] = account.cookie.split('=')
  await laptop.addCookies([{ name, value, url }])
  const page = await laptop.newPage()
  await page.goto('/teach')
  await expect(page.getByTestId('soon-deleted')).toHaveCount(2)
  await page.getByRole('link', { name: en.review_title, exact: true }).press('Enter')
  const rows = page.getByTestId('reviewed')
  await expect(rows).toHaveCount(2)
  await page.getByLabel(en.review_class, { exact: true }).selectOption({ label: 'Networks, Thursday' })
  await expect(page.getByText(en.review_empty_filtered)).toBeVisible()
  await page.getByLabel(en.review_class, { exact: true }).selectOption({ label: 'Networks, Tuesday' })
  await page.getByLabel(en.review_rule, { exact: true }).selectOption('syn-must-not-carry-ack-on-active-open')
  await expect(rows).toHaveCount(2)
  await page.getByLabel(en.review_goal, { exact: true }).selectOption('false')
  // while a list is read there are no rows either
  await expect(page.getByText(en.review_empty_filtered)).toBeVisible()
  await expect(rows).toHaveCount(0)
  await page.getByLabel(en.review_goal, { exact: true }).selectOption('true')
  await page.getByLabel(en.review_round, { exact: true }).selectOption('2')
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(said(en.review_mistakes, { count: 2 }))
  await page.reload()
  await expect(page).toHaveURL(/round=2&rule=syn-must-not-carry-ack-on-active-open&unfinished=true/)
  await expect(rows).toHaveCount(1)
  await checkAxe(page, 'the list of sessions')
  await page.setViewportSize(NARROW)
  await checkAxe(page, 'the list of sessions, 320 px')
  await page.setViewportSize(LAPTOP)
  await page.getByRole('link', { name: en.review_clear }).press('Enter')
  await expect(rows).toHaveCount(2)

  // the newest first, at its first mistake; what is typed into a comment is no key of the replay
  await rows.first().getByRole('link').press('Enter')
  await page.waitForURL(/\/replay\//)
  const newest = new URL(page.url()).pathname
  await expect(page.getByRole('region', { name: en.note_label })).toBeVisible()
  const first = Number(await position(page).inputValue())
  await page.getByRole('button', { name: en.review_comment_go }).press('Enter')
  await page.keyboard.type('Look at n, then p 1. ')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: en.teach_save }).press('Enter')
  const comment = page.getByTestId('comment')
  await expect(comment).toContainText('Look at n, then p 1.')
  await expect(comment).toContainText(en.review_shared)
  await expect(position(page)).toHaveValue(`${first}`)
  // one for teachers alone
  await page.getByRole('button', { name: en.review_comment_go }).press('Enter')
  await page.keyboard.type('Ask about it on Thursday')
  await page.keyboard.press('Control+Enter')
  await expect(comment).toHaveCount(2)
  await expect(comment.last()).toContainText(en.review_not_shared)
  await checkAxe(page, 'a replay with comments')

  // on through the second mistake into the next session, and back to this one's last mistake
  await page.locator('h1').click()
  await page.keyboard.press('n')
  await expect.poll(async () => Number(await position(page).inputValue())).toBeGreaterThan(first)
  const second = await position(page).inputValue()
  await page.keyboard.press('n')
  await expect(page).not.toHaveURL(new RegExp(newest))
  // the newest one's page has gone with its comments
  await expect(comment).toHaveCount(0)
  await expect(page.getByRole('region', { name: en.note_label })).toBeVisible()
  await page.keyboard.press('n')
  await page.keyboard.press('n')
  await expect(page.getByText(en.review_no_next)).toBeVisible()
  await page.keyboard.press('p')
  await page.keyboard.press('p')
  await expect(page).toHaveURL(new RegExp(newest))
  await expect(comment).toHaveCount(2)
  await expect(position(page)).toHaveValue(second)

  // a rubric, by keyboard; what it is changed to, marks are scored by
  await page.getByRole('link', { name: en.review_rubric_make }).press('Enter')
  await page.getByRole('button', { name: en.review_rubric_add }).press('Enter')
  await page.keyboard.type('Asks its own TCB first')
  await page.keyboard.press('Tab')
  await page.keyboard.type('2,5')
  await page.keyboard.press('Enter')
  await expect(page.getByText(en.teach_saved)).toBeVisible()
  await page.goBack()
  const marks = page.getByTestId('marks-client-0')
  await marks.getByRole('checkbox').press('Space')
  await expect(marks.getByTestId('points')).toHaveText(said(en.review_points, { points: '2.5' }))
  await expect
    .poll(
      async () => (await (await laptop.request.get(`/api${newest.replace('replay', 'sessions')}/marks`)).json()).marks,
    )
    .toContainEqual(expect.objectContaining({ role: 'client', points: 2.5 }))

  // whose session it is finds what is shared, under its move, and nothing else
  await own.getByRole('button', { name: w.end_replay }).click()
  await expect(own.getByTestId('comment')).toHaveCount(1)
  await expect(own.getByTestId('comment')).toContainText('Look at n, then p 1.')
  await expect(own.getByRole('button', { name: w.review_comment_go })).toHaveCount(0)
  await checkAxe(own, 'a phone with a comment')
  expect(await own.content()).not.toContain('Ask about it on Thursday')
  await expect(own.getByText(zh.moves_title)).toBeVisible()

  // and plays on alone from there without leaving the lesson, and comes back to the replay
  await own.getByTestId('moves').getByRole('button').filter({ hasText: w.moves_wrong }).first().click()
  await own.getByTestId('retry-client').click()
  await expect(own.getByTestId('state')).toContainText('CLOSED')
  await own.getByRole('button', { name: w.play_leave }).click()
  await own.getByRole('button', { name: w.play_leave_away }).click()
  await expect(own.getByTestId('comment')).toHaveCount(1)
  expect(new URL(own.url()).pathname).toBe(`/class/${id}`)
  // the next round takes it back by itself
  await own.getByTestId('retry-client').click()
  const leave = own.getByRole('button', { name: w.play_leave })
  await expect(leave).toBeVisible()
  await account.command(id, { type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 })
  await expect.poll(() => mei.news?.round?.round).toBe(3)
  // a lesson's own play cannot be left
  await expect(leave).toHaveCount(0)
  await mei.sits()
  await account.command(id, { type: 'close-round' })

  // the replay is a file for Wireshark, and shared with somebody who has no account, by keyboard; until that is ended
  const [capture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: en.capture_export_client }).press('Enter'),
  ])
  expect(readFileSync(await capture.path()).readUInt32LE(0)).toBe(0x0a0d0d0a)
  const share = async (what: string) => {
    await page.getByRole('button', { name: what }).press('Enter')
    await page.getByRole('button', { name: en.share_make }).press('Enter')
    const made = await page.getByLabel(en.share_link, { exact: true }).inputValue()
    await page.getByRole('button', { name: en.share_done }).press('Enter')
    return made
  }
  const replayLink = await share(en.share_replay)
  await follow(page, `/teach/${id}/settings`)
  const [boardLink, wallLink] = [await share(en.share_board), await share(en.share_wall)]
  const soon = page.getByTestId('soon-deleted')
  await expect(soon.getByRole('link', { name: new RegExp(en.report_csv) })).toHaveAttribute('href', /export\.csv/)
  await soon.getByRole('button', { name: new RegExp(en.share_keep) }).press('Enter')
  await expect(page.getByRole('button', { name: en.share_end })).toHaveCount(3)
  await checkAxe(page, 'links that are shared')
  const outside = await browser.newContext({ ...contextOptions, viewport: NARROW, locale: 'zh-CN' })
  const guest = await outside.newPage()
  const unnamed = async () => expect(await guest.content()).not.toMatch(/Mei|Jonas/)
  await guest.goto(replayLink)
  await expect(guest.getByRole('slider', { name: zh.replay_position })).toBeVisible()
  await expect(guest.getByTestId('comment')).toHaveCount(0)
  await checkAxe(guest, 'a shared replay')
  // by pseudonyms, in whichever language it is read
  const called = mei.news?.pseudonym ?? { en: '—', 'zh-CN': '—' }
  await expect(guest.locator('#main')).toContainText(called['zh-CN'])
  await guest.getByRole('button', { name: 'English' }).click()
  await expect(guest.locator('#main')).toContainText(called.en)
  await guest.getByRole('button', { name: '中文' }).click()
  await unnamed()
  await follow(guest, boardLink)
  await expect(guest.getByTestId('students')).toBeVisible()
  await checkAxe(guest, 'a shared board')
  await unnamed()
  await follow(guest, wallLink)
  await expect(guest.getByTestId('clock')).toBeVisible()
  await checkAxe(guest, 'a shared wall')
  await unnamed()
  for (let left = 3; left > 0; left--) {
    await page.getByRole('button', { name: en.share_end }).first().press('Enter')
    await expect(page.getByRole('button', { name: en.share_end })).toHaveCount(left - 1)
  }
  await expect(page.getByText(en.share_ended)).toBeVisible()
  // who watches is shown out, and whoever comes finds nothing
  const over = guest.getByRole('heading', { name: zh.share_over })
  await expect(over).toBeVisible()
  for (const link of [boardLink, replayLink]) {
    await guest.goto(link)
    await expect(over).toBeVisible()
  }
  await checkAxe(guest, 'a link that is over')
  await outside.close()

  jonas.close()
  await phone.close()
  await laptop.close()
  await server.stop('SIGTERM')
  folder[Symbol.dispose]()
  expect(server.log(), 'what the server complained about').toBe('')
})
