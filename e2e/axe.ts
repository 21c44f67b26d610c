import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'

/** axe itself, as the package for Playwright brings it. */
const ofPlaywright = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))
const source = readFileSync(ofPlaywright.resolve('axe-core/axe.min.js'), 'utf8')

/** What it looks for: all rules but the experimental ones and AAA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The part of axe that is asked here. */
interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{ readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[] }>
}

/**
 * Holds that axe finds nothing on the page as it stands, and that it does not scroll sideways. axe is asked directly: its
 * builder loads it anew for each look, gathers selectors of all that is right, and fetches styles for rules that are not
 * among these, which together take four times as long. It looks into no frame; the app has none.
 */
export async function checkAxe(page: Page, name: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const found = await page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: Axe }
    const { violations } = await axe.run(document, {
      runOnly: { type: 'tag', values },
      resultTypes: ['violations'],
      selectors: false,
      preload: false,
    })
    return violations.map(({ help, id, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`)
  }, TAGS)
  expect(found, `${name}: what axe found`).toEqual([])
  // a drawing that measures its room has its new width a frame after the window has: what stays is what counts
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  await expect.poll(overflow, { message: `${name} scrolls sideways by so many px` }).toBeLessThanOrEqual(0)
}
