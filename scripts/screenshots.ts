// `npm run screenshots`: every page in both languages, light and dark, at 360 and 1280 px, those that a class looks at
// longest on a larger phone, a low laptop and a projector too, into .cache/screenshots; and the README's picture into
// docs/. A word as argument takes only the pages whose name contains it.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sessionIdOf } from '@woshou/classroom'
import type { MadeShareLink, NewShareLink } from '@woshou/classroom/api'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { ClassPhone } from '../apps/server/src/testing/class-phone.ts'
import type { TakenSeat } from '../apps/server/src/testing/pair.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { launchOptions } from './browser.ts'
import { finished, type SampleClass, sampleClasses, seated } from './sample-classes.ts'
import { sampleSessions } from './sample-sessions.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.cache/screenshots')
const only = process.argv[2] ?? ''

const LOCALES = ['en', 'zh-CN'] as const
const SCHEMES = ['light', 'dark'] as const
const SIZES = [
  { width: 360, height: 760 },
  { width: 1280, height: 800 },
] as const
/** For what is looked at longest: a larger phone, a laptop with little height, a projector. */
const MORE_SIZES = [
  { width: 390, height: 844 },
  { width: 1366, height: 650 },
  { width: 1920, height: 1080 },
] as const
const LONGEST: ReadonlySet<string> = new Set([
  'new',
  'play',
  'end',
  'replay',
  'debrief',
  'teach-live',
  'teach-pair',
  'teach-replay',
])
/** What is projected: a small projector, and a large one. */
const PROJECTORS = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const

interface Shot {
  readonly name: string
  readonly path: string
  /** The seats that this browser holds; asked for each picture where what is shown does not last. */
  readonly seats?: readonly TakenSeat[] | (() => Promise<readonly TakenSeat[]>)
  /** Of a class: the phone that this browser is, or that its teacher is signed in. */
  readonly as?: (() => ClassPhone) | 'teacher'
  /** What its teacher does before. */
  readonly before?: () => Promise<unknown>
  /** It is projected: nobody has it on a phone. */
  readonly projected?: true
  /** What has to be there before the picture is taken. */
  readonly ready?: string
  /** What is done before it: a file opened, a button pressed. */
  readonly act?: (page: Page) => Promise<unknown>
}

const sizesOf = ({ name, projected }: Shot) =>
  projected ? PROJECTORS : LONGEST.has(name) ? [...SIZES, ...MORE_SIZES] : SIZES

interface Variant {
  readonly locale: (typeof LOCALES)[number]
  readonly colorScheme: (typeof SCHEMES)[number]
  readonly viewport: { readonly width: number; readonly height: number }
}

async function take(browser: Browser, url: string, shot: Shot, variant: Variant, file: string): Promise<void> {
  const { colorScheme, locale, viewport } = variant
  const context = await browser.newContext({ baseURL: url, colorScheme, locale, viewport, reducedMotion: 'reduce' })
  const held = typeof shot.seats === 'function' ? await shot.seats() : shot.seats
  const seats = (held ?? []).map(({ role, session, token }) => ({
    session,
    role,
    token,
    name: 'Mei',
    takenAt: Date.now(),
  }))
  const phone = typeof shot.as === 'function' ? [{ ...shot.as().participant, cameAt: Date.now() }] : []
  if (shot.as === 'teacher') {
    const [name = '', value = ''] = classes.teacher.cookie.split('=')
    await context.addCookies([{ name, value, url }])
  }
  await context.addInitScript(
    ([stored, places, language]) => {
      localStorage.setItem('woshou:seats', stored)
      localStorage.setItem('woshou:classes', places)
      localStorage.setItem('PARAGLIDE_LOCALE', language)
    },
    [JSON.stringify(seats), JSON.stringify(phone), locale] as const,
  )
  await shot.before?.()
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    console.error(`${file}: ${error.message}`)
    process.exitCode = 1
  })
  const last = seats.at(-1)
  await page.goto(shot.path.replace(':session', last?.session ?? ''))
  await page
    .locator(shot.ready ?? 'h1')
    .first()
    .waitFor({ state: 'attached' })
  await shot.act?.(page)
  await page.waitForLoadState('networkidle')
  // where little is Chinese its font comes last: the switch to 中文 is shown in it all the same
  await page.waitForFunction(() => [...document.fonts].some(({ family }) => family.includes('Noto Sans SC')))
  await page.evaluate(() => document.fonts.load('1em "Noto Sans SC Variable"', '中文'))
  await page.evaluate(() => document.fonts.ready)
  // a whole page is pictured from its beginning: what sticks to the window would stand in its middle
  if (viewport.width < 600) await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path: file, fullPage: viewport.width < 600 })
  await context.close()
}

const server = await ServerProcess.start({
  DATABASE_URL: `file:${new TemporaryFolder().file('woshou.db')}`,
  REQUESTS_PER_MINUTE: '100000',
  LOG_LEVEL: 'warn',
})
const browser = await chromium.launch(launchOptions())
const samples = await sampleSessions(server.url)
const { ended, exam, invitation, network, played } = samples
const classes = await sampleClasses(server)
const { empty, lobby, over, paused, playing, reviewed } = classes
const show = (kind: 'code' | 'round') => () => playing.command({ type: 'show', what: { kind } })

/** Makes a link to something of the class that has played. @returns its page */
const share = async (what: NewShareLink) =>
  (await classes.teacher.post<MadeShareLink>(`/api/classes/${over.id}/share-links`, what)).url

/** What the student has just sent, and got back. */
const composeWrong = async (page: Page) => {
  await page.getByRole('checkbox', { name: 'ACK' }).check()
  for (const [key, value] of [
    ['Q', '100'],
    ['K', '301'],
    ['L', '10'],
  ] as const)
    await page.locator(`input[aria-keyshortcuts="${key}"]`).fill(value)
  await page.keyboard.press('Escape')
}

/** Sits down alone, as whoever has no partner does. */
const startSolo = async (page: Page) => {
  await page.locator('form button.button').click()
  await page.getByTestId('state').waitFor()
}

/** Answers wrongly: what a drill is for. */
const answerDrill = async (page: Page) => {
  await page.locator('[aria-keyshortcuts="T"]').fill('A seq=1 ack=1')
  await page.keyboard.press('Enter')
  await page.locator('section.note').waitFor()
}

/** Whoever came first. */
const anyone = ({ demo }: SampleClass): ClassPhone => {
  const [phone] = demo.phones
  if (!phone) throw new Error('nobody is there')
  return phone
}

const openCapture = (name: string) => async (page: Page) => {
  const file = join(root, 'packages/capture/fixtures', `${name}.pcap`)
  await page.locator('input[type="file"]').setInputFiles(file)
  await page.locator('input[type="range"]').waitFor()
}

/** Stands at the first segment of which the capture does not tell. */
const openIncomplete = async (page: Page) => {
  await openCapture('incomplete/syn-missing-window-scale')(page)
  const lacks = page.locator('.findings summary')
  if (!(await page.locator('.findings button').first().isVisible())) await lacks.click()
  await page.locator('.findings button').first().click()
}

const shots: readonly Shot[] = [
  { name: 'home', path: '/' },
  { name: 'home-with-sessions', path: '/', seats: [invitation, played, ended], ready: 'a[href^="/replay/"]' },
  { name: 'new', path: '/new', ready: 'input[name="scenario"]' },
  { name: 'join', path: '/join' },
  { name: 'invitation', path: `/join/${invitation.code}`, ready: 'form' },
  { name: 'invite', path: `/s/${invitation.session}`, seats: [invitation], ready: '[data-testid="code"]' },
  {
    name: 'play',
    path: `/s/${played.session}`,
    seats: [played],
    ready: '[data-testid="state"]',
    act: composeWrong,
  },
  { name: 'end', path: `/s/${ended.session}`, seats: [ended], ready: '[data-testid="state"]' },
  { name: 'replay', path: `/replay/${ended.session}?n=14`, ready: 'input[type="range"]' },
  { name: 'replay-mistake', path: `/replay/${ended.session}?n=${ended.mistake}`, ready: 'input[type="range"]' },
  { name: 'exam', path: `/s/${exam.session}`, seats: [exam], ready: '[data-testid="arrival-check"]' },
  {
    name: 'network',
    path: '/s/:session',
    seats: async () => [await network()],
    ready: '[data-testid="flights"]',
  },
  { name: 'debrief', path: `/debrief/${ended.session}`, ready: 'table' },
  { name: 'rules', path: '/rules', ready: 'article' },
  { name: 'rule', path: '/rules#ack-of-fin-not-incremented', ready: 'article details[open]' },
  { name: 'how', path: '/how' },
  { name: 'solo', path: '/solo', ready: 'input[name="scenario"]' },
  { name: 'solo-seat', path: '/solo?scenario=lost-syn', ready: 'input[name="scenario"]', act: startSolo },
  { name: 'drills', path: '/drills', ready: 'h2' },
  {
    name: 'drill',
    path: '/drills/ack-equals-received-seq',
    ready: '[data-testid="exercise"] form',
    act: answerDrill,
  },
  { name: 'museum', path: '/museum', ready: 'article h2' },
  { name: 'interview', path: '/interview', ready: 'ol h3' },
  { name: 'capture', path: '/capture', ready: 'input[type="file"]' },
  {
    name: 'capture-opened',
    path: '/capture',
    ready: 'input[type="file"]',
    act: openCapture('pcap/data-request-response'),
  },
  { name: 'capture-untold', path: '/capture', ready: 'input[type="file"]', act: openIncomplete },
  { name: 'teach-setup', path: classes.invitation, ready: 'form' },
  { name: 'teach-login', path: '/teach/login', ready: 'form' },
  { name: 'teach', path: '/teach', as: 'teacher', ready: 'main ul a' },
  { name: 'teach-account', path: '/teach/account', as: 'teacher', ready: 'form' },
  { name: 'teach-lesson', path: '/teach/lesson', ready: 'article' },
  { name: 'teach-empty', path: `/teach/${empty.id}/live`, as: 'teacher', ready: '#start-round' },
  { name: 'teach-lobby', path: `/teach/${lobby.id}/live`, as: 'teacher', ready: '#start-round' },
  { name: 'teach-live', path: `/teach/${playing.id}/live`, as: 'teacher', ready: '[data-testid="share"]' },
  {
    name: 'teach-pair',
    path: `/teach/${playing.id}/live?pair=1`,
    as: 'teacher',
    ready: '[data-testid="chosen-pair"] [data-testid="both-ends"]',
  },
  { name: 'teach-paused', path: `/teach/${paused.id}/live`, as: 'teacher', ready: '[data-testid="share"]' },
  { name: 'teach-people', path: `/teach/${playing.id}/people`, as: 'teacher', ready: 'main li' },
  { name: 'teach-settings', path: `/teach/${playing.id}/settings`, as: 'teacher', ready: 'form' },
  { name: 'teach-report', path: `/teach/${over.id}/report`, as: 'teacher', ready: '[data-testid="board"]' },
  {
    name: 'teach-report-rule',
    path: `/teach/${over.id}/report`,
    as: 'teacher',
    ready: '[data-testid="board"]',
    act: (page) => page.locator('[data-rule] button').first().click(),
  },
  {
    name: 'teach-report-student',
    path: `/teach/${over.id}/report`,
    as: 'teacher',
    ready: '[data-testid="students"]',
    act: async (page) => {
      await page.locator('[data-testid="students"] tbody a').first().click()
      await page.locator('#own-rules').waitFor()
    },
  },
  { name: 'teach-round', path: `/teach/${over.id}/rounds/1`, as: 'teacher', ready: 'main li' },
  { name: 'teach-rubric', path: `/teach/${over.id}/settings#rubric`, as: 'teacher', ready: '#rubric ol li' },
  { name: 'teach-review', path: '/teach/review', as: 'teacher', ready: '[data-testid="reviewed"]' },
  {
    name: 'teach-review-none',
    path: `/teach/review?class=${over.id}&level=wire&unfinished=true`,
    as: 'teacher',
    ready: 'select[name="participant"]',
  },
  { name: 'teach-replay', path: reviewed, as: 'teacher', ready: '[data-testid="comment"]' },
  { name: 'class-join', path: lobby.link, ready: 'form' },
  { name: 'class-lobby', path: `/class/${lobby.id}`, as: () => anyone(lobby), ready: '[data-testid="lobby"]' },
  { name: 'class-play', path: `/class/${playing.id}`, as: () => seated(playing), ready: '[data-testid="state"]' },
  { name: 'class-paused', path: `/class/${paused.id}`, as: () => seated(paused), ready: '[data-testid="state"]' },
  { name: 'class-end', path: `/class/${over.id}`, as: () => finished(over), ready: 'h1' },
  {
    name: 'class-report',
    path: `/class/${over.id}`,
    as: () => finished(over),
    ready: '[data-testid="onward"]',
    act: async (page) => {
      await page.getByRole('button', { name: /My report|我的学情/ }).click()
      await page.locator('[data-testid="own-report"] dl').waitFor()
    },
  },
  { name: 'class-lost', path: `/class/${lobby.id}` },
  {
    name: 'wall-code',
    path: `/wall/${playing.id}`,
    as: 'teacher',
    projected: true,
    before: show('code'),
    ready: '[data-testid="code"]',
  },
  {
    name: 'wall-round',
    path: `/wall/${playing.id}`,
    as: 'teacher',
    projected: true,
    before: show('round'),
    ready: '[data-testid="clock"]',
  },
  {
    name: 'wall-ladder',
    path: `/wall/${playing.id}`,
    as: 'teacher',
    projected: true,
    before: () => playing.command({ type: 'show', what: { kind: 'ladder', round: 1, pair: 12 } }),
    ready: '[data-testid="state-client"]',
  },
  { name: 'wall-paused', path: `/wall/${paused.id}`, as: 'teacher', projected: true, ready: '[data-testid="clock"]' },
  { name: 'wall-over', path: `/wall/${over.id}`, as: 'teacher', projected: true, ready: '[data-testid="clock"]' },
  { name: 'wall-signed-out', path: `/wall/${playing.id}`, projected: true, ready: '[role="alert"]' },
  {
    name: 'shared-replay',
    path: await share({ kind: 'replay', session: sessionIdOf(over.id, 1, 1), names: true }),
    ready: 'input[type="range"]',
  },
  { name: 'shared-board', path: await share({ kind: 'board' }), ready: 'table' },
  { name: 'shared-wall', path: await share({ kind: 'wall' }), projected: true, ready: '[data-testid="clock"]' },
  { name: 'shared-over', path: '/shared/AAAAAAAAAAAAAAAAAAAAAA', ready: '[role="alert"]' },
  { name: 'no-seat', path: `/s/${played.session}` },
  { name: 'no-such-page', path: '/nowhere' },
  { name: 'no-such-session', path: '/s/AAAAAAAAAAAAAAAAAAAAAA', ready: '[role="alert"]' },
  { name: 'no-such-replay', path: '/replay/AAAAAAAAAAAAAAAAAAAAAA', ready: '[role="alert"]' },
  { name: 'no-such-code', path: '/join/10000001', ready: '[role="alert"]' },
  { name: 'no-such-invitation', path: '/join/AAAAAAAAAAAAAAAAAAAAAA', ready: '[role="alert"]' },
]

try {
  if (!only) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let count = 0
  for (const shot of shots.filter(({ name }) => name.includes(only))) {
    for (const locale of LOCALES) {
      for (const colorScheme of SCHEMES) {
        for (const viewport of sizesOf(shot)) {
          const file = join(folder, `${shot.name}-${locale}-${colorScheme}-${viewport.width}.png`)
          await take(browser, server.url, shot, { locale, colorScheme, viewport }, file)
          count++
        }
      }
    }
  }
  const play = shots.find(({ name }) => name === 'play')
  if (play?.name.includes(only)) {
    mkdirSync(join(root, 'docs'), { recursive: true })
    const variant = { locale: 'en', colorScheme: 'light', viewport: { width: 1280, height: 800 } } as const
    await take(browser, server.url, play, variant, join(root, 'docs/screenshot.png'))
    console.log('docs/screenshot.png')
  }
  console.log(`${count} pictures in ${folder}`)
} finally {
  samples.close()
  classes.close()
  await browser.close()
  await server.stop('SIGTERM')
}
