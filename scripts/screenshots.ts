// `npm run screenshots`: every page in both languages, light and dark, at 360 and 1280 px, into .cache/screenshots;
// and the README's picture into docs/. A word as argument takes only the pages whose name contains it.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import type { Seat } from '../apps/server/src/testing/pair.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { launchOptions } from './browser.ts'
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

interface Shot {
  readonly name: string
  readonly path: string
  /** The seats that this browser holds. */
  readonly seats?: readonly Seat[]
  /** What has to be there before the picture is taken. */
  readonly ready?: string
}

interface Variant {
  readonly locale: (typeof LOCALES)[number]
  readonly colorScheme: (typeof SCHEMES)[number]
  readonly viewport: { readonly width: number; readonly height: number }
}

async function take(browser: Browser, url: string, shot: Shot, variant: Variant, file: string): Promise<void> {
  const { colorScheme, locale, viewport } = variant
  const context = await browser.newContext({ baseURL: url, colorScheme, locale, viewport, reducedMotion: 'reduce' })
  const seats = (shot.seats ?? []).map(({ role, session, token }) => ({
    session,
    role,
    token,
    name: 'Mei',
    takenAt: Date.now(),
  }))
  await context.addInitScript(
    ([stored, language]) => {
      localStorage.setItem('woshou:seats', stored)
      localStorage.setItem('PARAGLIDE_LOCALE', language)
    },
    [JSON.stringify(seats), locale] as const,
  )
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    console.error(`${file}: ${error.message}`)
    process.exitCode = 1
  })
  await page.goto(shot.path)
  await page
    .locator(shot.ready ?? 'h1')
    .first()
    .waitFor()
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
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

const shots: readonly Shot[] = [
  { name: 'home', path: '/' },
  { name: 'home-with-sessions', path: '/', seats: [invitation, played, ended], ready: 'a[href^="/replay/"]' },
  { name: 'new', path: '/new', ready: 'input[name="scenario"]' },
  { name: 'join', path: '/join' },
  { name: 'invitation', path: `/join/${invitation.code}`, ready: 'form' },
  { name: 'invite', path: `/s/${invitation.session}`, seats: [invitation], ready: '[data-testid="code"]' },
  { name: 'play', path: `/s/${played.session}`, seats: [played], ready: '[data-testid="state"]' },
  { name: 'end', path: `/s/${ended.session}`, seats: [ended], ready: '[data-testid="state"]' },
  { name: 'replay', path: `/replay/${ended.session}?n=14`, ready: 'input[type="range"]' },
  { name: 'replay-mistake', path: `/replay/${ended.session}?n=${ended.mistake}`, ready: 'input[type="range"]' },
  { name: 'exam', path: `/s/${exam.session}`, seats: [exam], ready: '[data-testid="arrival-check"]' },
  { name: 'network', path: `/s/${network.session}`, seats: [network], ready: '[data-testid="flights"], h2' },
  { name: 'debrief', path: `/debrief/${ended.session}`, ready: 'table' },
  { name: 'rules', path: '/rules', ready: 'article' },
  { name: 'rule', path: '/rules#ack-of-fin-not-incremented', ready: 'article details[open]' },
  { name: 'how', path: '/how' },
  { name: 'no-seat', path: `/s/${played.session}` },
  { name: 'no-such-page', path: '/nowhere' },
]

try {
  if (!only) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let count = 0
  for (const shot of shots.filter(({ name }) => name.includes(only))) {
    for (const locale of LOCALES) {
      for (const colorScheme of SCHEMES) {
        for (const viewport of SIZES) {
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
  await browser.close()
  await server.stop('SIGTERM')
}
