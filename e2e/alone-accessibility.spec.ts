import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { checkAxe, checkWidth } from './axe.ts'
import { SoloStudent } from './solo-student.ts'
import { words } from './words.ts'

// what axe looks for is the same in both languages; how wide their words are is not
const looks = { en: checkAxe, 'zh-CN': checkWidth } as const

for (const locale of ['en', 'zh-CN'] as const) {
  test(`nothing is wrong with the pages for learning alone (${locale})`, async ({ page }) => {
    test.slow()
    const check = looks[locale]
    const say = words(locale)
    const student = await SoloStudent.prepare(page, { locale })
    const narrow = async (name: string) => {
      await check(page, name)
      await page.setViewportSize({ width: 320, height: 640 })
      // as one composes: Send sticks to the screen's edge, and beneath the screen, where nobody is, lies on the flags
      const composer = page.locator('form:has(> .dock)')
      if ((await composer.count()) > 0) await composer.evaluate((form) => form.scrollIntoView({ block: 'end' }))
      await check(page, `${name} at 320 px`)
      await page.setViewportSize({ width: 1280, height: 720 })
    }
    const pages: readonly (readonly [string, string])[] = [
      ['/', 'a[href="/solo"]'],
      ['/solo', 'input[name="scenario"]'],
      ['/solo/AAAAAAAAAAAAAAAAAAAAAA', '[role="alert"]'],
      ['/drills', 'h2'],
      ['/drills/ack-equals-received-seq', '[data-testid="exercise"] form'],
      ['/drills/time-wait-left-early', '[data-testid="exercise"] form'],
      ['/drills/four-segments-mandatory', '[data-testid="exercise"] form'],
      ['/drills/rounds-timeout', '[data-testid="exercise"] form'],
      ['/drills/rounds-reading', '[data-testid="cwnd-chart"]'],
      ['/drills/nonsense', '[role="alert"]'],
      ['/interview', 'ol h3'],
      ['/museum', 'article h2'],
      ['/capture', 'input[type="file"]'],
    ]
    for (const [path, ready] of pages) {
      await page.goto(path)
      await page.locator(ready).first().waitFor({ state: 'attached' })
      await narrow(path)
    }
    await page.getByRole('button', { name: say.layout_learn }).click()
    await check(page, 'the menu')
    await page.keyboard.press('Escape')
    const file = join(import.meta.dirname, '../packages/capture/fixtures/pcap/data-request-response.pcap')
    await page.locator('input[type="file"]').setInputFiles(file)
    await expect(page.getByRole('slider', { name: say.replay_position })).toBeVisible()
    await narrow('a capture opened')

    await page.goto('/drills/ack-equals-received-seq')
    await student.type('A seq=1 ack=1')
    await expect(page.getByRole('region', { name: say.note_label })).toBeVisible()
    await narrow('a drill answered wrongly')

    await student.begin('scenario=three-way-handshake&role=client&partner=flawed')
    await narrow('a solo seat')
    await student.play()
    await expect(page.getByTestId('partner-mistakes')).toBeVisible()
    await narrow('the end of a solo session')
    await page.getByRole('link', { name: say.debrief_go }).click()
    await expect(page.getByRole('heading', { level: 2, name: say.debrief_believed })).toBeVisible()
    await narrow('its debrief')
    await page.goto(page.url().replace(/debrief$/, 'replay'))
    await expect(page.getByRole('slider', { name: say.replay_position })).toBeVisible()
    await narrow('its replay')
  })
}
