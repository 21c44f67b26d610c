import { test as base, expect, type Page } from '@playwright/test'
import type { Locale } from '@woshou/session'
import { ClassTeacher } from '../apps/server/src/testing/class-teacher.ts'
import { PATIENT } from '../apps/server/src/testing/patience.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { checkAxe, checkWidth } from './axe.ts'
import { ClassSeat } from './class-seat.ts'
import { ClassStudent } from './class-student.ts'
import { said, words } from './words.ts'

const en = words('en')
const zh = words('zh-CN')

/** Two whose phones are looked at, by what they will have voted: changed, wrong. */
const LOOKED_AT: readonly { readonly name: string; readonly locale: Locale }[] = [
  { name: 'Mei', locale: 'zh-CN' },
  { name: 'Yuki', locale: 'en' },
]
/** And four who are told and say the same. */
const OTHERS = ['Tariq', 'Jonas', 'Zsófia', '欣怡']
const NAMES = [...LOOKED_AT.map(({ name }) => name), ...OTHERS]

const test = base.extend<{ readonly server: ServerProcess }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner asks for it
  server: async ({}, use) => {
    const folder = new TemporaryFolder()
    const server = await ServerProcess.start(
      { DATABASE_URL: `file:${folder.file('woshou.db')}`, LOG_LEVEL: 'warn' },
      PATIENT,
    )
    await use(server)
    await server.stop('SIGTERM')
    folder[Symbol.dispose]()
  },
})

/** What a question knows and no phone and no wall may be told before it is revealed. */
const SECRETS = ['"right":true', '"right":false', '"violation"', '"counts"', '"answer"', '"rule"', '"share"']

/** All that a page's socket is told. */
async function follow(page: Page): Promise<readonly string[]> {
  const told: string[] = []
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((text) => {
      told.push(String(text))
      socket.send(text)
    })
  })
  return told
}

/** The wall stays within its screen, can't be pressed, and is read from the last row. */
async function checkWall(page: Page, name: string): Promise<void> {
  for (const screen of [
    { width: 1920, height: 1080 },
    { width: 320, height: 640 },
    { width: 1280, height: 720 },
  ]) {
    await page.setViewportSize(screen)
    await checkWidth(page, `the wall, ${name}, ${screen.width} px wide`)
    const higher = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight)
    if (screen.width > screen.height) await expect.poll(higher, `the wall, ${name}, is too high`).toBeLessThanOrEqual(0)
  }
  await expect(page.locator('a, button, input, select, textarea, summary')).toHaveCount(0)
  // no choice reaches into what stands above or below it
  const outside = () =>
    page.evaluate(() => {
      const middle = document.querySelector('[data-testid="poll"]')?.getBoundingClientRect()
      const rows = [...document.querySelectorAll('[data-choice]')].map((row) => row.getBoundingClientRect())
      return rows.filter(({ bottom, top }) => !middle || top < middle.top - 1 || bottom > middle.bottom + 1).length
    })
  await expect.poll(outside, `the wall, ${name}: choices that do not fit`).toBe(0)
  await checkAxe(page, `the wall, ${name}`)
}

test('a question to six phones: voted, talked about, voted again and answered, by keys; nothing of it before it is revealed', async ({
  browser,
  contextOptions,
  server,
}) => {
  test.slow()
  const account = await ClassTeacher.setUp(server.url, server.setUpToken)
  const opened = await account.openClass('Networks, Tuesday')
  const open = (viewport: { width: number; height: number }, locale: Locale) =>
    browser.newContext({ ...contextOptions, baseURL: server.url, viewport, locale })
  const laptop = await open({ width: 1366, height: 768 }, 'en')
  const [name = '', value = ''] = account.cookie.split('=')
  await laptop.addCookies([{ name, value, url: server.url }])
  const wall = await laptop.newPage()
  const projected = await follow(wall)
  await wall.goto(`/wall/${opened.class}?lang=zh-CN`)
  const phones: ClassStudent[] = []
  for (const who of LOOKED_AT) {
    const student = await ClassStudent.prepare(await open({ width: 360, height: 740 }, who.locale), who)
    await student.comeIn(opened.link)
    await expect(student.page.getByTestId('lobby')).toBeVisible()
    phones.push(student)
  }
  const [mei, yuki] = phones as [ClassStudent, ClassStudent]
  const secret = opened.link.split('/').at(-1) ?? ''
  const others = await Promise.all(OTHERS.map((who) => ClassSeat.comeIn(server.url, secret, who)))
  const [tariq, jonas, zsofia, xinyi] = others as [ClassSeat, ClassSeat, ClassSeat, ClassSeat]
  const students = [...phones, ...others]

  // three clients take the server's SYN for one that takes no number
  await account.command(opened.class, { type: 'start-round', scenario: 'three-way-handshake', pace: 0.1 })
  for (const student of students) await student.sits()
  const roleOf = ({ news }: ClassStudent | ClassSeat) => news?.seat?.role
  const clients = students.filter((student) => roleOf(student) === 'client')
  expect(clients).toHaveLength(3)
  await Promise.all(students.map((student) => student.play(({ end }) => end.sent > 0)))
  await Promise.all(clients.map((student) => student.mistake()))

  // the laptop proposes it, and asks it, by keys alone
  const teacher = await laptop.newPage()
  await teacher.goto(`/teach/${opened.class}/live`)
  await teacher.getByRole('button', { name: en.poll_board_ask }).press('Enter')
  await expect(teacher.getByTestId('preview')).toBeVisible()
  await expect(teacher.getByTestId('students').first()).toHaveText(said(en.poll_board_students, { count: 3 }))
  await checkAxe(teacher, 'the questions')
  await teacher.keyboard.press('Tab')
  await expect(teacher.getByRole('button', { name: en.poll_board_cancel })).toBeFocused()
  await teacher.keyboard.press('Tab')
  await expect(teacher.getByRole('radio').first()).toBeFocused()
  await teacher.keyboard.press('Tab')
  await expect(teacher.getByRole('button', { name: en.poll_board_start })).toBeFocused()
  await teacher.keyboard.press('Enter')

  // on every phone at once, whatever it did, and on the wall; time stands still
  for (const other of others) expect((await other.until(({ phase }) => phase === 'first-ballot')).ballot).toBe(1)
  for (const { page, words: w } of phones) {
    await expect(page.getByTestId('poll')).toHaveAttribute('data-phase', 'first-ballot')
    await expect(page.getByTestId('vote')).toHaveText(w.poll_choose)
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  }
  const voted = wall.getByTestId('voted')
  await expect(voted).toHaveAttribute('data-voted', '0')
  await expect(voted).toHaveAttribute('data-present', '6')
  await checkAxe(mei.page, 'a phone, the question')
  await checkAxe(yuki.page, 'a phone in English, the question')

  // what is right is known to the laptop alone
  const right = Number(
    await teacher.getByTestId('poll').locator('[data-right="true"]').first().getAttribute('data-choice'),
  )
  const wrong = right === 0 ? 1 : 0
  const choice = ({ page }: ClassStudent, place: number) =>
    page.getByTestId('poll').locator(`button[data-choice="${place}"]`)
  const vote = async (student: ClassStudent, place: number) => {
    await choice(student, place).click()
    await expect(choice(student, place)).toHaveAttribute('aria-pressed', 'true')
    const letter = String.fromCharCode(65 + place)
    await expect(student.page.getByTestId('vote')).toHaveText(said(student.words.poll_voted, { letter }))
  }
  // one changes their mind
  await vote(mei, right)
  await vote(mei, wrong)
  for (const student of [jonas, zsofia]) await student.vote(wrong)
  for (const student of [tariq, xinyi]) await student.vote(right)
  await expect(voted).toHaveAttribute('data-voted', '5')
  // one has no connection: the vote is kept, and arrives
  await yuki.loseNetwork()
  await choice(yuki, wrong).click()
  const letter = String.fromCharCode(65 + wrong)
  await expect(yuki.page.getByTestId('vote')).toHaveText(said(en.poll_kept, { letter }))
  await expect(voted).toHaveAttribute('data-voted', '5')
  await yuki.findNetwork()
  await expect(yuki.page.getByTestId('vote')).toHaveText(said(en.poll_voted, { letter }))
  await expect(voted).toHaveAttribute('data-voted', '6')
  await checkWall(wall, 'the vote')
  await mei.page.reload()
  await expect(choice(mei, wrong)).toHaveAttribute('aria-pressed', 'true')

  // the laptop sees the share, and says what it calls for
  const step = teacher.getByTestId('next-step')
  const next = async (label: string) => {
    await expect(step).toHaveText(label)
    await expect(step).toHaveAttribute('aria-disabled', 'false')
    await step.press('Enter')
  }
  await expect(teacher.getByTestId('share').last()).toHaveText(said(en.poll_board_share, { share: 33 }))
  await next(en.poll_board_close)
  await expect(teacher.getByTestId('advice')).toHaveAttribute('data-advice', 'talk')
  await checkAxe(teacher, 'the first vote')
  for (const other of others) expect(NAMES).toContain((await other.until(({ talkTo }) => talkTo !== null)).talkTo?.name)
  for (const student of phones) {
    await expect(student.page.getByTestId('talk')).toBeVisible()
    const other = student.news?.poll?.talkTo?.name
    expect(NAMES).toContain(other)
    await expect(student.page.getByTestId('talk')).toContainText(
      said(student.words.poll_talk_to, { name: other ?? '' }),
    )
  }
  await checkAxe(mei.page, 'a phone, talk')

  // again, and most have been convinced
  await next(en.poll_board_again)
  for (const student of phones)
    await expect(student.page.getByTestId('vote')).toHaveText(student.words.poll_choose_again)
  await vote(mei, right)
  for (const other of others) {
    await other.until(({ ballot }) => ballot === 2)
    await other.vote(right)
  }
  await expect(voted).toHaveAttribute('data-voted', '5')
  await next(en.poll_board_close)
  await expect(yuki.page.getByTestId('vote')).toHaveText(en.poll_closed_unvoted)
  const told = [...projected, ...students.flatMap(({ received }) => received)]
  const ofClass = told.filter((text) => text.startsWith('{"type":"class"')).join('\n')
  for (const secret of SECRETS) expect(ofClass).not.toContain(secret)
  for (const student of NAMES) expect(projected.join('\n')).not.toContain(student)

  // and the answer
  await next(en.poll_board_reveal)
  await expect(wall.getByTestId('bar-1').nth(wrong)).toHaveAttribute('data-votes', '4')
  await expect(wall.getByTestId('bar-2').nth(right)).toHaveAttribute('data-votes', '5')
  await expect(wall.locator('[data-right="true"]')).toContainText(zh.poll_right)
  await expect(wall.getByTestId('why')).toBeVisible()
  await checkWall(wall, 'the answer')
  await expect(teacher.getByTestId('changed')).toHaveText(said(en.poll_board_changed, { right: 3, wrong: 0 }))
  await checkAxe(teacher, 'the answer')
  await expect(mei.page.getByTestId('vote')).toHaveText(mei.words.poll_result_changed)
  await expect(yuki.page.getByTestId('vote')).toHaveText(yuki.words.poll_result_wrong)
  await expect(yuki.page.getByTestId('why')).toHaveCount(2)
  await checkAxe(yuki.page, 'a phone, the answer')
  await mei.page.reload()
  await expect(mei.page.getByTestId('vote')).toHaveText(mei.words.poll_result_changed)

  // all go on where they were
  await next(en.poll_board_go_on)
  for (const other of others) await other.goesOn()
  for (const student of phones) {
    await student.sits()
    await expect(student.page.getByTestId('poll')).toHaveCount(0)
  }
  await Promise.all(students.map((student) => student.play()))
  await expect(wall.getByTestId('share')).toHaveAttribute('data-done', '3')

  for (const other of others) other.close()
  for (const { context } of phones) await context.close()
  await laptop.close()
  expect(server.log(), 'what the server complained about').toBe('')
})
