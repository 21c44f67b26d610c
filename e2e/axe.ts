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

/** What a page's colours alone decide, and nothing else does. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/**
 * Holds that axe finds nothing on the page as it stands, in light and in dark, and that it does not scroll sideways. In dark
 * only what colours decide is looked at again: the page is the same one. axe is asked directly: its builder loads it anew
 * for each look, gathers selectors of all that is right, and fetches styles for rules that are not among these, which
 * together take four times as long. It looks into no frame; the app has none.
 */
export async function checkAxe(page: Page, name: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(source)
    // else a link is looked at while it fades into its new colour
    await page.evaluate(() => {
      const still = new CSSStyleSheet()
      still.replaceSync('* { transition: none !important }')
      document.adoptedStyleSheets.push(still)
    })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await found(page, { type: 'tag', values: TAGS }), `${name}: what axe found`).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await found(page, { type: 'rule', values: OF_COLOURS }), `${name}, dark: what axe found`).toEqual([])
  await checkWidth(page, name)
}

/** Holds that a page does not scroll sideways. */
export async function checkWidth(page: Page, name: string): Promise<void> {
  // a drawing that measures its room has its new width a frame after the window has: what stays is what counts
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  await expect.poll(overflow, { message: `${name} scrolls sideways by so many px` }).toBeLessThanOrEqual(0)
}

const found = (page: Page, only: { readonly type: 'tag' | 'rule'; readonly values: readonly string[] }) =>
  page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: Axe }
    const { violations } = await axe.run(document, {
      runOnly,
      resultTypes: ['violations'],
      selectors: false,
      preload: false,
    })
    return violations.map(({ help, id, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`)
  }, only)
