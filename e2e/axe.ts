import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The rules whose findings can change with the width of a page or its colours; all others look at its elements. */
const LOOKS = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable', 'meta-viewport']

/**
 * Holds that axe finds nothing on the page as it stands, and that it does not scroll sideways.
 * @param rules `looks` for a page that has been checked before, at another width or in other colours
 */
export async function checkAxe(page: Page, name: string, rules: 'all' | 'looks' = 'all'): Promise<void> {
  // legacy: in the page itself. It could not look into frames of other origins, which the app has none of; the other
  // way opens a second page for each check, and takes half as long again.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  if (rules === 'looks') axe.withRules(LOOKS)
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  const { violations } = await axe.analyze()
  const found = violations.map(
    ({ help, id, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  )
  expect(found, `${name}: what axe found`).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow, `${name} scrolls sideways by so many px`).toBeLessThanOrEqual(0)
}
