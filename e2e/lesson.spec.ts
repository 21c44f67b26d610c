import { test as base, expect, type Page } from '@playwright/test'
import type { ClassCommand } from '@woshou/classroom'
import type { Locale } from '@woshou/session'
import { PATIENT } from '../apps/server/src/testing/patience.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { checkAxe, checkWidth } from './axe.ts'
import { ClassSeat } from './class-seat.ts'
import { ClassStudent } from './class-student.ts'
import { said, words } from './words.ts'

const en = words('en')

/** Two whose phones are looked at: one plays the whole lesson, the other comes late and goes home early. */
const MEI = { name: 'Mei Lindqvist', locale: 'en' } as const
const LATE = { name: 'Yuki Diallo', locale: 'zh-CN' } as const
/** And four who are told and say the same as the first. */
const OTHERS = ['Jonas Haddad', 'Zsófia Okoye', 'Tariq Rossi', '欣怡 Larsen']
const NAMES = [MEI.name, LATE.name, ...OTHERS]

const PHONE = { width: 390, height: 844 }
const LAPTOP = { width: 1366, height: 768 }
const PROJECTOR = { width: 1280, height: 720 }
/** What is projected with, and a window that somebody made small. */
const SCREENS = [PROJECTOR, { width: 1920, height: 1080 }, { width: 320, height: 640 }]
/** What the page's quickest pace is made: what is on its way need not be followed by anybody's eyes. */
const PACE = 0.2
/** From the smallest phone to the projector. */
const WIDTHS = [320, 1920]

interface Fixtures {
  /** A server that has just been started for the first time, and when that began. */
  readonly started: { readonly server: ServerProcess; readonly at: number }
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner asks for it
  started: async ({}, use) => {
    const folder = new TemporaryFolder()
    const at = performance.now()
    const variables = {
      DATABASE_URL: `file:${folder.file('woshou.db')}`,
      LOG_LEVEL: 'warn',
      CLASS_SEAT_VACANT_SECONDS: '1',
    }
    const server = await ServerProcess.start(variables, PATIENT)
    await use({ server, at })
    await server.stop('SIGTERM')
    folder[Symbol.dispose]()
  },
})

/** On a machine that does nothing else a lesson's seconds are held; on another one they are only said. */
const QUIET = Boolean(process.env.WOSHOU_QUIET)

/** The seconds that something took since then, of those that it may take. */
const clock = (what: string, since: number, within: number) => {
  const seconds = (performance.now() - since) / 1000
  console.log(`  ${what}: ${seconds.toFixed(1)} s (of ${within} s)`)
  if (QUIET) expect(seconds, what).toBeLessThan(within)
}

/** All that a page is and was told, as bytes. */
class Told {
  readonly page: Page
  readonly #texts: string[] = []

  static async of(page: Page): Promise<Told> {
    const told = new Told(page)
    await page.routeWebSocket(/\/ws$/, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((text) => {
        told.#texts.push(String(text))
        socket.send(text)
      })
    })
    page.on('response', async (response) => {
      const type = response.headers()['content-type'] ?? ''
      if (/json|html/.test(type)) told.#texts.push(await response.text().catch(() => ''))
    })
    return told
  }

  private constructor(page: Page) {
    this.page = page
  }

  async all(): Promise<string> {
    return [...this.#texts, await this.page.content()].join('\n')
  }
}

/** Nothing that is projected can be pressed, reaches over the screen's edge, or says a name. */
async function checkWall(wall: Told, name: string): Promise<void> {
  const { page } = wall
  const higher = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight)
  for (const screen of SCREENS) {
    await page.setViewportSize(screen)
    await checkWidth(page, `the wall, ${name}, ${screen.width} px wide`)
    if (screen.width > screen.height)
      await expect.poll(higher, `the wall, ${name}, is higher than the screen by so many px`).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize(PROJECTOR)
  await checkAxe(page, `the wall, ${name}`)
  await expect(page.locator('a, button, input, select, textarea, summary')).toHaveCount(0)
  // a tenth of a 720 px screen is read by whoever reads the board; half an inch on it is 1/45 of its height
  const smallest = await page.evaluate(() =>
    Math.min(
      ...[...document.querySelectorAll('main *')]
        .filter((element) =>
          [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim()),
        )
        .filter((element) => !element.closest('.sr-only'))
        .map((element) => Number.parseFloat(getComputedStyle(element).fontSize)),
    ),
  )
  expect(smallest, `the wall, ${name}: its smallest letters, px of 720`).toBeGreaterThanOrEqual(16)
  const all = await wall.all()
  for (const student of NAMES)
    for (const part of student.split(' ')) expect(all, `the wall, ${name}`).not.toContain(part)
}

/** axe as the page stands, and nothing beyond its edges. */
async function checkPage(page: Page, name: string): Promise<void> {
  await checkAxe(page, name)
  await checkWidths(page, name)
}

/** Nothing reaches beyond the edge of the smallest phone, or of the largest screen. */
async function checkWidths(page: Page, name: string): Promise<void> {
  const own = page.viewportSize() ?? LAPTOP
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: own.height })
    await checkWidth(page, `${name}, ${width} px wide`)
  }
  await page.setViewportSize(own)
}

test('a whole lesson: set up, five phones, two rounds, one late, one gone, a pause, a nudge, a pair on the wall', async ({
  browser,
  contextOptions,
  started: { at: began, server },
}) => {
  test.slow()
  const open = async (viewport: { width: number; height: number }, locale: Locale) =>
    browser.newContext({ ...contextOptions, baseURL: server.url, viewport, locale })

  // the instructor: from the line that the first start prints to a code on the projector
  const setUp = server.printed.flatMap(
    (line) => /^Set up the instructor's account: \S+(\/teach\/setup#\S+)$/.exec(line)?.[1] ?? [],
  )
  expect(setUp).toHaveLength(1)
  const laptop = await open(LAPTOP, 'en')
  const teacher = await laptop.newPage()
  await teacher.goto(setUp[0] ?? '')
  await teacher.getByRole('textbox', { name: en.name_label }).fill('A. Teacher')
  await teacher.getByRole('textbox', { name: en.account_login, exact: true }).fill('teacher')
  await teacher.getByLabel(en.account_password, { exact: true }).fill('a lesson to be played')
  await teacher.keyboard.press('Enter')
  await teacher.waitForURL(/\/teach$/)
  await checkPage(teacher, 'the classes, none yet')
  await teacher.getByRole('textbox', { name: en.teach_new_name }).fill('Networks, Tuesday')
  await teacher.keyboard.press('Enter')
  await teacher.waitForURL(/\/teach\/[\w-]{22}\/live$/)
  const id = new URL(teacher.url()).pathname.split('/')[2] ?? ''
  const wall = await Told.of(await laptop.newPage())
  await wall.page.goto(`/wall/${id}?lang=zh-CN`)
  await expect(wall.page.getByTestId('code')).toHaveText(/^\d{4} \d{4}$/)
  clock('an empty folder to a projected code', began, 60)

  const link = (await wall.page.getByTestId('qr').getAttribute('data-link')) ?? ''
  const path = new URL(link).pathname
  expect(path).toMatch(/^\/join\/[\w-]{22}$/)

  // five phones
  const mei = await ClassStudent.prepare(await open(PHONE, MEI.locale), MEI)
  const scanned = performance.now()
  await mei.comeIn(path)
  await expect(mei.page.getByTestId('lobby')).toBeVisible()
  clock('the QR to the lobby', scanned, 15)
  const secret = path.split('/').at(-1) ?? ''
  const others = await Promise.all(OTHERS.map((name) => ClassSeat.comeIn(server.url, secret, name)))
  const students: (ClassStudent | ClassSeat)[] = [mei, ...others]
  await expect(wall.page.getByTestId('present')).toHaveAttribute('data-count', '5')
  for (const { name } of students) await expect(teacher.getByText(name).first()).toBeVisible()
  await checkWall(wall, 'code')
  await checkPage(teacher, 'the board, lobby')
  await checkPage(mei.page, 'a phone in the lobby')

  await teacher.route(/\/commands$/, async (route) => {
    const { command, ...rest } = route.request().postDataJSON() as { readonly command: ClassCommand }
    if (command.type !== 'start-round') return route.continue()
    expect(command.pace).toBe(0.5)
    await route.continue({ postData: { ...rest, command: { ...command, pace: PACE } } })
  })

  // round 1: an odd number, so one plays with a correct TCP
  const startRound = async (round: number, scenario: string) => {
    await teacher.getByLabel(en.new_scenario).selectOption(scenario)
    const more = teacher.locator('#start-round details')
    if (!(await more.evaluate((details: HTMLDetailsElement) => details.open)))
      await more.locator('summary').press('Enter')
    await teacher.getByLabel(en.new_pace).selectOption('0.5')
    await teacher
      .getByRole('button', { name: said(en.teach_start, { round }) })
      .first()
      .press('Enter')
    await expect(teacher.getByRole('button', { name: en.teach_pause })).toBeVisible()
  }
  await startRound(1, 'three-way-handshake')
  for (const student of students) await student.sits()
  await expect(wall.page.getByTestId('clock')).toBeVisible()
  await expect(wall.page.getByTestId('share')).toHaveAttribute('data-pairs', '3')
  await checkWall(wall, 'round')
  const tiles = teacher.getByRole('list', { name: en.teach_pairs }).getByRole('button')
  await expect(tiles).toHaveCount(3)
  await checkPage(teacher, 'the board, playing')

  // one comes late, and gets the seat in which a TCP has played
  const late = await ClassStudent.prepare(await open(PHONE, LATE.locale), LATE)
  const came = performance.now()
  await late.comeIn(path)
  await late.sits()
  clock('coming late to a seat', came, 10)
  await expect(late.page.getByTestId('story')).toBeVisible()
  students.push(late)
  const seats = students.map(({ news }) => (news?.seat ? `${news.seat.session}/${news.seat.role}` : null))
  expect(new Set(seats).size).toBe(6)
  expect(seats).not.toContain(null)

  // looked at, nudged, and shown on the wall under pseudonyms
  const partnerOf = (student: ClassStudent | ClassSeat) =>
    students.find((other) => other !== student && other.news?.seat?.session === student.news?.seat?.session)
  await tiles.filter({ hasText: mei.name }).first().press('Enter')
  const chosen = teacher.getByTestId('chosen-pair')
  await expect(chosen).toBeVisible()
  await expect(mei.page.getByText(mei.words.class_looked_at)).toBeVisible()
  await chosen.getByLabel(en.teach_nudge, { exact: true }).fill('Which number has your ISN generator given?')
  await chosen.getByRole('button', { name: en.teach_nudge_send }).press('Enter')
  const nudge = mei.page.getByTestId('nudge').getByText('Which number has your ISN generator given?')
  await expect(nudge).toBeVisible()
  await checkPage(mei.page, 'a phone with a nudge')
  await mei.page.getByRole('button', { name: mei.words.class_nudge_dismiss }).click()
  await expect(nudge).toHaveCount(0)
  await chosen.getByRole('button', { name: en.teach_to_wall }).press('Enter')
  await expect(wall.page.getByTestId('state-client')).toBeVisible()
  for (const student of [mei, partnerOf(mei)])
    await expect(wall.page.getByText(student?.news?.pseudonym['zh-CN'] ?? '—').first()).toBeVisible()
  await checkWall(wall, 'ladder')
  await checkPage(teacher, 'the board, a pair chosen')

  // the first segment; then time stands still
  const client = students.find(
    ({ news }) => news?.seat?.role === 'client' && news.seat.session === mei.news?.seat?.session,
  )
  await client?.play((view) => view.end.tcb.state === 'SYN-SENT')
  await expect(wall.page.getByTestId('state-client')).toHaveAttribute('data-state', 'SYN-SENT')
  await teacher.getByRole('button', { name: en.teach_pause }).press('Enter')
  for (const { page, words: w } of [mei, late]) await expect(page.getByText(w.class_pause).first()).toBeVisible()
  await expect.poll(() => others.every(({ news }) => news?.pause)).toBe(true)
  await expect(wall.page.getByText(words('zh-CN').wall_paused)).toBeVisible()
  await checkWall(wall, 'paused')
  // class.spec.ts has axe look at it, and reloads it
  await checkWidths(mei.page, 'a phone in a pause')
  await teacher.getByRole('button', { name: en.teach_resume }).press('Enter')
  await expect(mei.page.getByText(mei.words.class_pause)).toHaveCount(0)

  // a switch of language in the middle leaves everything where it is
  await late.page.getByRole('button', { name: 'English' }).click()
  await late.sits()
  await late.page.getByRole('button', { name: '中文' }).click()
  await late.sits()
  // one goes home: the seat is not left empty
  const here = students.filter((student) => student !== late)
  await late.page.close()
  await Promise.all(here.map((student) => student.play()))
  await teacher.getByRole('button', { name: en.teach_off_wall }).press('Enter')
  await expect(wall.page.getByTestId('share')).toHaveAttribute('data-done', '3')
  await checkPage(mei.page, 'a phone after the end')

  // round 2, partners rotated: nobody has the same one, nobody is left over
  const before = new Map(students.map((student) => [student, partnerOf(student)?.name]))
  const closeRound = async () => {
    await teacher.getByRole('button', { name: en.teach_next, exact: false }).first().press('Enter')
    await teacher.getByRole('button', { name: en.teach_close }).press('Enter')
  }
  await closeRound()
  await startRound(2, 'open-and-close-from-client')
  await expect.poll(() => here.every(({ news }) => news?.round?.round === 2 && news.seat !== null)).toBe(true)
  for (const student of here) await student.sits()
  for (const student of here) {
    const partner = here.find((other) => other !== student && other.news?.seat?.session === student.news?.seat?.session)
    if (partner) expect(partner.name, `${student.name}’s partner in both rounds`).not.toBe(before.get(student))
  }
  // who had gone opens the phone again, and is whoever they were
  const back = await late.context.newPage()
  await back.goto(`/class/${id}`)
  await expect(back.getByTestId('state')).toBeVisible()
  await back.close()
  await Promise.all(here.map((student) => student.play()))
  await expect(wall.page.getByTestId('share')).toHaveAttribute('data-done', /[1-9]/)
  await closeRound()
  await expect(wall.page.getByText(said(words('zh-CN').wall_over, { round: 2 }))).toBeVisible()
  await checkWall(wall, 'over')

  // the other pages, as one gets there: nothing is loaded twice, axe neither
  const follow = async (name: string, path: string) => {
    await teacher.getByRole('link', { name, exact: true }).first().click()
    await teacher.waitForURL((url) => url.pathname === path)
    await expect(teacher.getByRole('heading', { level: 1 })).toBeVisible()
  }
  await follow(en.teach_nav_people, `/teach/${id}/people`)
  await expect(teacher.getByText(mei.name).first()).toBeVisible()
  await checkPage(teacher, 'the people')
  await follow(en.teach_nav_settings, `/teach/${id}/settings`)
  await checkPage(teacher, 'the settings')
  await follow(en.teach_nav_rounds, `/teach/${id}/rounds/2`)
  await teacher.locator(`a[href="/teach/${id}/rounds/1"]`).click()
  await teacher.waitForURL(/\/rounds\/1$/)
  await expect(teacher.getByRole('heading', { level: 1 })).toBeVisible()
  await checkPage(teacher, 'a round')
  await follow(en.teach_nav_all, '/teach')
  await follow(en.teach_lesson, '/teach/lesson')
  await checkPage(teacher, 'the first lesson')

  for (const other of others) other.close()
  for (const { context } of [mei, late]) await context.close()
  await laptop.close()
  expect(server.log(), 'what the server complained about').toBe('')
})
