import { test as base, expect } from '@playwright/test'
import type { OpenedClass } from '@woshou/classroom/api'
import type { Locale } from '@woshou/session'
import { ClassTeacher } from '../apps/server/src/testing/class-teacher.ts'
import { PATIENT } from '../apps/server/src/testing/patience.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { checkAxe } from './axe.ts'
import { ClassSeat } from './class-seat.ts'
import { ClassStudent } from './class-student.ts'
import { follow } from './walks.ts'
import { said, words } from './words.ts'

/** The narrowest that there is. */
const PHONE = { width: 320, height: 640 }

interface Lesson {
  readonly teacher: ClassTeacher
  /** Another phone. */
  phone(name: string, locale?: Locale): Promise<ClassStudent>
  /** Another one, which nobody looks at. */
  seat(name: string, opened: OpenedClass): Promise<ClassSeat>
}

// One server for all of them, one after the other. It is no fixture of the worker: for one, the runner would start a worker
// and a browser that no other file's tests can use.
base.describe.configure({ mode: 'default' })

let folder: TemporaryFolder
let server: ServerProcess
let teacher: ClassTeacher

base.beforeAll(async () => {
  folder = new TemporaryFolder()
  const variables = {
    DATABASE_URL: `file:${folder.file('woshou.db')}`,
    LOG_LEVEL: 'warn',
    CLASS_SEAT_VACANT_SECONDS: '1',
  }
  server = await ServerProcess.start(variables, PATIENT)
  teacher = await ClassTeacher.setUp(server.url, server.setUpToken)
})

base.afterAll(async () => {
  await server.stop('SIGTERM')
  folder[Symbol.dispose]()
})

const test = base.extend<{ readonly lesson: Lesson }>({
  lesson: async ({ browser, contextOptions }, use) => {
    const { url } = server
    const taken: { close(): unknown }[] = []
    await use({
      teacher,
      phone: async (name, locale = 'en') => {
        const colorScheme = locale === 'en' ? 'light' : 'dark'
        const context = await browser.newContext({ ...contextOptions, baseURL: url, viewport: PHONE, colorScheme })
        taken.push(context)
        return ClassStudent.prepare(context, { name, locale })
      },
      seat: async (name, { code }) => {
        const seat = await ClassSeat.comeIn(url, code, name)
        taken.push(seat)
        return seat
      },
    })
    for (const one of taken) await one.close()
  },
})

const ROUND = { type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 } as const

/** Who is in the class, by name. */
async function participantOf(teacher: ClassTeacher, { class: id }: OpenedClass, name: string): Promise<string> {
  const board = await teacher.board(id)
  const found = await board.until(() => board.news?.people?.find((person) => person.name === name)?.participant)
  board.close()
  return found
}

test('a phone is where it was, whatever is reloaded: lobby, play, pause, end; and the next round begins by itself', async ({
  lesson: { phone, seat, teacher },
}) => {
  test.slow()
  const opened = await teacher.openClass('Networks, Tuesday')
  const mei = await phone('Mei', 'zh-CN')
  await mei.comeIn(opened.link)
  const { page, words: w } = mei
  await expect(page.getByTestId('lobby')).toBeVisible()
  const jonas = await seat('Jonas', opened)
  const pseudonym = await page.getByTestId('pseudonym').innerText()
  expect(pseudonym).toBe('琥珀 1')
  await page.reload()
  await expect(page.getByTestId('pseudonym')).toHaveText(pseudonym)

  // exercises in the place where one waits give way by themselves
  await page.getByRole('button', { name: w.class_practise }).press('Enter')
  await expect(page.getByTestId('exercise')).toBeVisible()
  await checkAxe(page, 'exercises in the lobby')
  await teacher.command(opened.class, ROUND)
  await mei.sits()
  await jonas.sits()
  await expect(page.getByTestId('announcement')).toContainText(said(w.class_with, { name: 'Jonas' }))
  await expect(page.getByTestId('round')).toContainText(said(w.class_round, { round: 1 }))
  await checkAxe(page, 'play')

  // a draft, and a language that is switched in the middle, stay
  const syn = page.getByRole('checkbox', { name: 'SYN' })
  await syn.check()
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByTestId('round')).toContainText(said(words('en').class_round, { round: 1 }))
  await page.getByRole('button', { name: '中文' }).click()
  await expect(syn).toBeChecked()

  // a sentence from the teacher, until it is put away
  const participant = await participantOf(teacher, opened, 'Mei')
  await teacher.command(opened.class, { type: 'nudge', participant, words: 'Which number is yours?' })
  const nudge = page.getByTestId('nudge')
  await expect(nudge).toContainText('Which number is yours?')
  await expect(nudge).toHaveAttribute('role', 'status')

  // time stands still: what one sends with is covered, and nothing else
  await syn.check()
  await teacher.command(opened.class, { type: 'pause' })
  const cover = page.getByTestId('cover')
  await expect(cover).toContainText(w.class_pause)
  await expect(page.getByRole('checkbox', { name: 'SYN' })).toHaveCount(0)
  await expect(page.getByTestId('state')).toBeVisible()
  await checkAxe(page, 'a pause')
  await page.reload()
  await expect(cover).toContainText(w.class_pause)
  await expect(nudge).toContainText('Which number is yours?')
  const late = await phone('Late')
  await late.comeIn(opened.link)
  await expect(late.page.getByTestId('cover')).toContainText(late.words.class_pause)
  await teacher.command(opened.class, { type: 'resume' })
  await expect(cover).toHaveCount(0)
  await expect(syn).toBeChecked()
  await page.getByRole('button', { name: w.class_nudge_dismiss }).click()
  await expect(nudge).toBeEmpty()
  await page.reload()
  await mei.sits()
  await expect(nudge).toBeEmpty()

  await Promise.all([mei.play(), jonas.play()])
  await expect(page.getByRole('heading', { name: w.end_completed })).toBeVisible()
  await expect(page.getByTestId('onward')).toHaveText(w.class_result_wait)
  await page.reload()
  await expect(page.getByRole('heading', { name: w.end_completed })).toBeVisible()
  // both ends again, where one waits
  await page.getByRole('button', { name: w.end_replay }).click()
  await expect(page.getByRole('slider')).toBeVisible()
  await page.getByRole('button', { name: w.class_look_stop }).click()
  await teacher.command(opened.class, { type: 'close-round' })
  await expect(page.getByTestId('onward')).toHaveText(w.class_result_next)
  await expect(late.page.getByRole('heading', { name: late.words.end_round_closed })).toBeVisible()
  await page.getByRole('button', { name: w.end_replay }).click()
  await expect(page.getByRole('slider')).toBeVisible()
  await checkAxe(page, 'both ends')
  await teacher.command(opened.class, ROUND)
  for (const student of [mei, late]) {
    await expect(student.page.getByTestId('round')).toContainText(said(student.words.class_round, { round: 2 }))
    await expect(student.page.getByTestId('state')).toHaveText(/CLOSED|LISTEN/)
  }
})

test('two tabs are one student, another device takes the place over, and whoever was taken out is told', async ({
  lesson: { phone, teacher },
}) => {
  const opened = await teacher.openClass('Networks, Wednesday')
  const [mei, jonas] = [await phone('Mei'), await phone('Jonas', 'zh-CN')]
  for (const student of [mei, jonas]) {
    await student.comeIn(opened.link)
    await expect(student.page.getByTestId('lobby')).toBeVisible()
  }
  const tab = await mei.context.newPage()
  await tab.goto(opened.link)
  const back = tab.getByRole('button', { name: mei.words.class_back })
  await expect(back).toBeVisible()
  await checkAxe(tab, 'a door for whoever is in')
  await back.click()
  await expect(tab.getByTestId('pseudonym')).toHaveText('Amber 1')
  await teacher.command(opened.class, ROUND)
  await expect(tab.getByTestId('state')).toBeVisible()
  await mei.sits()
  const { session } = mei.news?.seat ?? {}
  await tab.close()

  // another device: doors that are closed, and a code that is none
  await teacher.command(opened.class, { type: 'close-doors' })
  const other = await phone('Mei')
  await other.page.goto(opened.link)
  const alert = other.page.getByRole('alert')
  await expect(alert).toContainText(other.words.problem_doors_closed)
  await checkAxe(other.page, 'closed doors')
  await follow(other.page, '/join/00000000')
  await expect(alert).toContainText(other.words.problem_unknown_code)
  await teacher.command(opened.class, { type: 'open-doors' })

  // four letters on it; the first one says so, after a reload as well
  const participant = await participantOf(teacher, opened, 'Mei')
  const path = `/api/classes/${opened.class}/return-codes`
  const { code } = await teacher.post<{ code: string }>(path, { participant })
  await follow(other.page, `/class/${opened.class}`)
  await expect(other.page.getByTestId('place-lost')).toHaveAttribute('data-why', 'no-place')
  await checkAxe(other.page, 'a class without a place')
  await other.page.getByLabel(other.words.class_return_label).fill(code.toLowerCase())
  await other.page.keyboard.press('Enter')
  await other.sits()
  expect(other.news?.seat?.session).toBe(session)
  const lost = mei.page.getByTestId('place-lost')
  await expect(lost).toHaveAttribute('data-why', 'taken-over')
  await mei.page.reload()
  await expect(lost).toHaveAttribute('data-why', 'taken-over')
  await checkAxe(mei.page, 'a place that was taken over')

  // and back by a link, which is good once
  const { link } = await teacher.post<{ link: string }>(path, { participant })
  await mei.page.goto(link)
  await mei.sits()
  expect(new URL(mei.page.url()).hash).toBe('')
  await expect(other.page.getByTestId('place-lost')).toHaveAttribute('data-why', 'taken-over')
  await other.page.goto(link)
  await expect(alert).toContainText(other.words.problem_unknown_return)

  // taken out, in again by the code; barred, not
  const jonasId = await participantOf(teacher, opened, 'Jonas')
  await teacher.command(opened.class, { type: 'remove', participant: jonasId, bar: false })
  await expect(jonas.page.getByTestId('place-lost')).toHaveAttribute('data-why', 'removed')
  await checkAxe(jonas.page, 'taken out')
  await jonas.page.getByLabel(jonas.words.join_code_label).fill(opened.code)
  await jonas.page.keyboard.press('Enter')
  await jonas.page.getByRole('button', { name: jonas.words.class_enter }).click()
  await jonas.sits()
  await teacher.command(opened.class, {
    type: 'remove',
    participant: await participantOf(teacher, opened, 'Jonas'),
    bar: true,
  })
  await expect(jonas.page.getByTestId('place-lost')).toHaveAttribute('data-why', 'barred')
  await follow(jonas.page, opened.link)
  await jonas.page.getByRole('button', { name: jonas.words.class_enter }).click()
  await expect(jonas.page.getByRole('alert')).toContainText(jonas.words.problem_barred)
})

test('a partner who has gone is replaced, and who plays then is said plainly', async ({
  lesson: { phone, seat, teacher },
}) => {
  const opened = await teacher.openClass('Networks, Thursday')
  const mei = await phone('Mei')
  await mei.comeIn(opened.link)
  await expect(mei.page.getByTestId('lobby')).toBeVisible()
  // an odd number
  await teacher.command(opened.class, ROUND)
  await mei.sits()
  const story = mei.page.getByTestId('story')
  await expect(story).toHaveText(mei.words.class_partner_never)
  const jonas = await seat('Jonas', opened)
  await jonas.sits()
  await expect(story).toContainText('Jonas')
  jonas.close()
  await expect(story).toHaveText(said(mei.words.class_partner_bot, { name: 'Jonas' }))
  await mei.page.getByRole('button', { name: said(mei.words.class_return_show, { name: 'Jonas' }) }).click()
  await expect(mei.page.getByTestId('return-code')).toHaveText(/^[A-Z]{4}$/)
  await checkAxe(mei.page, 'a return code for the partner')
  await mei.play()
  await expect(mei.page.getByRole('heading', { name: mei.words.end_completed })).toBeVisible()
})
