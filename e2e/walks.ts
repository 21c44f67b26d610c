import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { ask, joinPair, playToEnd, seatPair } from '../apps/server/src/testing/pair.ts'
import { IN_FULL } from './axe.ts'
import type { SoloStudent } from './solo-student.ts'
import { words } from './words.ts'

/** Looks at a page as it stands; `name` says what it shows. */
export type Look = (page: Page, name: string) => Promise<void>

/** Follows a link as a click does: within the app, without loading it anew. */
export const follow = (page: Page, href: string) =>
  page.evaluate((to) => {
    const link = Object.assign(document.createElement('a'), { href: to })
    document.body.append(link)
    link.click()
    link.remove()
  }, href)

/** A way to come to a page: until something of it is there, and nothing is being loaded any more. */
export type Go = (page: Page, path: string, ready: string) => Promise<void>

/** Within the app, which is loaded for the first page alone. */
export const goWithin: Go = async (page, path, ready) => {
  if ((await page.locator('main').count()) === 0) return goAnew(page, path, ready)
  await follow(page, path)
  await page.waitForURL(({ href }) => href.endsWith(path))
  await stands(page, ready)
}

/** By its address: the app is loaded anew. */
export const goAnew: Go = async (page, path, ready) => {
  // from one of a page's parts to another it would not be
  await page.goto('about:blank')
  await page.goto(path)
  await stands(page, ready)
}

/** Waits until a page stands: until something of it is there, and nothing is being loaded any more. */
export async function stands(page: Page, ready: string): Promise<void> {
  // the first words of some pages, which stand there until the app does
  await page.locator('#shell').waitFor({ state: 'detached' })
  await page.locator(ready).first().waitFor({ state: 'attached' })
  for (const { loading } of [words('en'), words('zh-CN')])
    await expect(page.getByText(loading, { exact: true })).toHaveCount(0)
}

/** The narrowest screen, as one composes on it. */
export async function narrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 })
  // Send sticks to the screen's edge, and beneath the screen, where nobody is, lies on the flags
  const composer = page.locator('form:has(> .dock)')
  if ((await composer.count()) > 0) await composer.evaluate((form) => form.scrollIntoView({ block: 'end' }))
}

export const wide = (page: Page) => page.setViewportSize({ width: 1280, height: 720 })

/** The pages for learning alone, each with something that is there when it stands. */
const ALONE: readonly (readonly [path: string, ready: string])[] = [
  ['/', 'main a[href="/solo"]'],
  ['/solo', 'input[name="scenario"]'],
  ['/solo/AAAAAAAAAAAAAAAAAAAAAA', '[role="alert"]'],
  ['/drills', 'h2'],
  ['/drills/ack-equals-received-seq', '[data-kind="send"] form'],
  ['/drills/time-wait-left-early', '[data-kind="check"] form'],
  ['/drills/four-segments-mandatory', '[data-kind="sort"] form'],
  ['/drills/rounds-timeout', '[data-task="rounds-timeout"] form'],
  ['/drills/rounds-reading', '[data-testid="cwnd-chart"]'],
  ['/drills/nonsense', '[role="alert"]'],
  ['/interview', 'ol h3'],
  ['/museum', 'article h2'],
  ['/capture', 'input[type="file"]'],
]

/** Whoever learns alone: every page, a capture that is opened, a drill answered wrongly, a session from its seat to its replay. */
export async function walkAlone(student: SoloStudent, go: Go, look: Look): Promise<void> {
  const { page, words: say } = student
  for (const [path, ready] of ALONE) {
    await go(page, path, ready)
    await look(page, path)
  }
  await page.getByRole('button', { name: say.layout_learn }).click()
  await look(page, 'the menu')
  await page.keyboard.press('Escape')
  const file = join(import.meta.dirname, '../packages/capture/fixtures/pcap/data-request-response.pcap')
  await page.locator('input[type="file"]').setInputFiles(file)
  await expect(page.getByRole('slider', { name: say.replay_position })).toBeVisible()
  await look(page, 'a capture opened')

  await go(page, '/drills/ack-equals-received-seq', '[data-kind="send"] form')
  await student.type('A seq=1 ack=1')
  await expect(page.getByRole('region', { name: say.note_label })).toBeVisible()
  await look(page, 'a drill answered wrongly')

  await go(page, '/solo?pace=0.1&scenario=three-way-handshake&role=client&partner=flawed', 'input[name="scenario"]')
  await student.start()
  await look(page, 'a solo seat')
  await student.play()
  await expect(page.getByTestId('partner-mistakes')).toBeVisible()
  await look(page, 'the end of a solo session')
  await page.getByRole('link', { name: say.debrief_go }).click()
  await expect(page.getByRole('heading', { level: 2, name: say.debrief_believed })).toBeVisible()
  await look(page, 'its debrief')
  await go(page, new URL(page.url()).pathname.replace(/debrief$/, 'replay'), 'input[type="range"]')
  await look(page, 'its replay')
}

/** An ended session with a mistake in it, and a running invitation. */
async function sessions(url: string) {
  const ended = await seatPair(url, { scenario: 'open-and-close-from-client' })
  const sockets = await joinPair(url, ended)
  await sockets.client.until(() => sockets.client.view?.started)
  await sockets.client.sendSegment({ flags: 0x12, seq: 7, ack: 9, length: 0 })
  await playToEnd(sockets)
  for (const socket of Object.values(sockets)) socket.close()
  const open = await ask<{ code: string }>(url, '/api/sessions', {
    scenario: 'half-close',
    role: 'client',
    name: 'Mei',
    pace: 1,
  })
  const log = await ask<{ events: { type: string; version: number }[] }>(url, `/api/sessions/${ended.session}/events`)
  const mistake = log.events.find(({ type }) => type === 'segment-withheld')?.version ?? 1
  return { ended: ended.session, code: open.code, mistake }
}

/** Pages around the play that are as good as another: home, to which `walkAlone` comes, and the rules with none open. */
const SEEN_ELSEWHERE = ['home', 'rules']

/** The pages around two people's play; in `npm run looks` also those that are seen elsewhere. */
export async function walkAround(page: Page, url: string, go: Go, look: Look): Promise<void> {
  const { code, ended, mistake } = await sessions(url)
  const pages: readonly (readonly [name: string, path: string, ready: string])[] = [
    ['home', '/', 'main a[href="/solo"]'],
    ['new', '/new', 'input[name="scenario"]'],
    ['join', '/join', 'main input'],
    ['invitation', `/join/${code}`, 'main form button'],
    ['wrong code', '/join/00000000', '[role="alert"]'],
    ['how', '/how', 'main h2'],
    ['rules', '/rules', 'article[id]'],
    ['one rule', '/rules#ack-of-fin-not-incremented', '#ack-of-fin-not-incremented details[open]'],
    ['a scenario chosen', '/new?scenario=lost-fin&level=exam', 'input[value="lost-fin"]:checked'],
    ['debrief', `/debrief/${ended}`, 'main h2'],
    ['replay', `/replay/${ended}?n=12`, 'input[type="range"]'],
    ['replay at a mistake', `/replay/${ended}?n=${mistake}`, 'input[type="range"]'],
    ['no such session', '/s/AAAAAAAAAAAAAAAAAAAAAA', '[role="alert"]'],
    ['no such page', '/nowhere', 'main h1'],
  ]
  for (const [name, path, ready] of pages) {
    if (SEEN_ELSEWHERE.includes(name) && !IN_FULL) continue
    await go(page, path, ready)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await look(page, name)
  }
}

/** Switches to the other language, wherever on a narrow screen the button is. */
export const switchLanguage = (page: Page) =>
  page.locator('header button[lang]').evaluate((button: HTMLElement) => button.click())
