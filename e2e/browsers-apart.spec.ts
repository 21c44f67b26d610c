import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { joinPair, playToEnd, seatPair } from '../apps/server/src/testing/pair.ts'
import { BROWSER_FLOOR } from '../apps/web/browser-floor.ts'
import { newerScripts, newerStyles } from './newer-features.ts'
import { test } from './pair.ts'
import { SoloStudent } from './solo-student.ts'
import { said, words } from './words.ts'

const en = words('en')
const zh = words('zh-CN')

/** What separates two boxes, px; and whether the second is within the window. */
async function besides(page: Page, button: Locator, slip: Locator) {
  const [one, other] = [await button.boundingBox(), await slip.boundingBox()]
  if (!one || !other) throw new Error('not to be seen')
  const size = page.viewportSize() ?? { width: 0, height: 0 }
  return {
    apart: Math.max(
      other.x - (one.x + one.width),
      one.x - (other.x + other.width),
      other.y - (one.y + one.height),
      one.y - (other.y + other.height),
      0,
    ),
    within:
      other.x >= 0 && other.y >= 0 && other.x + other.width <= size.width && other.y + other.height <= size.height,
  }
}

test('at 360 and 1280 px a menu stands under its button, and a variable’s words beside it', async ({ withPartner }) => {
  const { person } = await withPartner({ scenario: 'three-way-handshake' })
  const { page } = person
  const widths = [360, 1280]
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    for (const name of ['SND.NXT', 'RCV.NXT', 'ISS']) {
      const button = page.getByRole('button', { name: new RegExp(`^${name}`) })
      await button.click()
      const slip = page.locator(`[popover]:popover-open`)
      await expect(slip).toContainText(name)
      expect(await besides(page, button, slip)).toEqual({ apart: 6, within: true })
      await page.keyboard.press('Escape')
    }
  }

  await page.goto('/rules')
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    for (const [name, id] of [
      [en.layout_learn, 'learn-menu'],
      [en.display_title, 'display-menu'],
    ] as const) {
      const button = page.getByRole('button', { name, exact: true })
      const menu = page.locator(`#${id}`)
      await button.click()
      await expect(menu).toBeVisible()
      expect(await besides(page, button, menu)).toEqual({ apart: 6, within: true })
      await page.keyboard.press('Escape')
      await expect(menu).toBeHidden()
    }
  }
})

test('where a browser has no popovers, its menus are shut, and open under their buttons', async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ['showPopover', 'hidePopover', 'togglePopover'])
      Reflect.deleteProperty(HTMLElement.prototype, name)
  })
  await page.goto('/rules')
  await expect(page.locator('#learn-menu')).toHaveAttribute('hidden')
  // there a popover is an element like any other
  await page.evaluate(() => {
    for (const menu of document.querySelectorAll<HTMLElement>('[popover]')) menu.style.display = 'block'
  })
  const button = page.getByRole('button', { name: en.layout_learn, exact: true })
  const menu = page.locator('#learn-menu')
  await expect(menu).toBeHidden()
  await button.click()
  await expect(menu).toBeVisible()
  expect((await besides(page, button, menu)).apart).toBeLessThanOrEqual(6)
  await menu.getByRole('link', { name: en.solo_title }).click()
  await expect(page).toHaveURL(/\/solo$/)
  await expect(menu).toBeHidden()
})

test('a browser that is too old is told so in both languages, and one without JavaScript', async ({ page }) => {
  const tooOld = [en, zh].map((locale) => said(locale.browser_too_old, BROWSER_FLOOR))
  const { chrome, firefox, safari } = BROWSER_FLOOR
  expect(await readFile(join(import.meta.dirname, '../README.md'), 'utf8')).toContain(
    `from Chrome and Edge ${chrome}, Firefox ${firefox} and Safari ${safari} on`,
  )
  await page.goto('/')
  await expect(page.locator('#too-old')).toBeHidden()
  await page.addInitScript(() => Reflect.deleteProperty(Array.prototype, 'findLast'))
  await page.goto('/')
  for (const sentence of tooOld) await expect(page.getByText(sentence)).toBeVisible()

  const served = await (await page.request.get('/')).text()
  const [, without = ''] = /<noscript>(.*?)<\/noscript>/s.exec(served) ?? []
  for (const { browser_no_script: sentence } of [en, zh]) expect(without).toContain(sentence)
})

test('what is built asks for nothing that the oldest browser does not know', () => {
  const build = join(import.meta.dirname, '../apps/web/build')
  const files = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:css|js|html)$/.test(name),
  )
  expect(files.filter((name) => name.endsWith('.css')).length).toBeGreaterThan(3)
  const newer = files.flatMap((name) => {
    const text = readFileSync(join(build, name), 'utf8')
    const features = name.endsWith('.css') ? newerStyles(text) : newerScripts(text)
    return features.map((feature) => `${name}: ${feature}`)
  })
  expect(newer).toEqual([])
})

test('a replay and a drill need no more than the oldest browser has', async ({ baseURL, page }) => {
  const pair = await seatPair(baseURL ?? '')
  const sockets = await joinPair(baseURL ?? '', pair)
  await playToEnd(sockets)
  for (const socket of Object.values(sockets)) socket.close()
  await page.addInitScript(() => {
    for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) Reflect.deleteProperty(Array.prototype, name)
  })
  const errors: Error[] = []
  page.on('pageerror', (error) => errors.push(error))
  const ladder = page.getByRole('list', { name: en.ladder_label })
  await page.goto(`/replay/${pair.session}`)
  await expect(ladder).toContainText('SYN,ACK')
  await page.keyboard.press('End')
  await expect(page.getByTestId('state-server')).toHaveText('ESTABLISHED')
  await SoloStudent.prepare(page, { seed: 11 })
  await page.goto('/drills/ack-equals-received-seq')
  await expect(ladder).toContainText('SYN')
  expect(errors).toEqual([])
})

test('a drill hears every key that it announces, whatever it asks for', async ({ page }) => {
  await SoloStudent.prepare(page, { seed: 11 })
  for (const [rule, kind, keys] of [
    ['ack-equals-received-seq', 'send', ['S', 'A', 'F', 'R', 'P', 'U', 'Q', 'K', 'L', 'T']],
    ['time-wait-left-early', 'check', ['1', '2', '3', 'E', 'N']],
  ] as const) {
    await page.goto(`/drills/${rule}`)
    await expect(page.getByTestId('exercise')).toHaveAttribute('data-kind', kind)
    const announced = await page
      .locator('[aria-keyshortcuts]')
      .evaluateAll((controls) => controls.map((control) => control.getAttribute('aria-keyshortcuts')))
    expect(announced.sort()).toEqual([...keys].sort())
    for (const key of keys) {
      const control = page.locator(`[aria-keyshortcuts="${key}"]`)
      await page.keyboard.press(key.toLowerCase())
      if (/[SAFRPU123]/.test(key)) await expect(control).toBeChecked()
      else await expect(control).toBeFocused()
      await page.keyboard.press('Escape')
    }
    // and Enter answers: what is still empty is asked for
    await expect(page.locator('[aria-invalid="true"]')).toHaveCount(0)
    await page.keyboard.press('Enter')
    await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible()
  }
})

test('a press outside closes a dialog, in a browser that knows no closedby; Begin is in sight', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  for (const [path, name] of [
    ['/solo', en.solo_start],
    ['/new', en.new_create],
  ] as const) {
    await page.goto(path)
    await expect(page.getByRole('radio', { name: en.level_coached })).toBeVisible()
    await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 })
  }

  await SoloStudent.prepare(page, { seed: 11 })
  await page.evaluate(() => localStorage.clear())
  await page.goto('/solo')
  await page.getByRole('button', { name: en.solo_start, exact: true }).click()
  await page.getByRole('button', { name: en.play_keys }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  expect(await dialog.getAttribute('closedby')).toBeNull()
  await dialog.getByRole('heading').click()
  await expect(dialog).toBeVisible()
  await page.mouse.click(5, 5)
  await expect(dialog).toBeHidden()
})
