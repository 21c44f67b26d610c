import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Holds that axe finds nothing on the page as it stands, and that it does not scroll sideways. */
export async function checkAxe(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // In the page itself. It could not look into frames of other origins, which the app has none of; the other way
    // opens a second page for each check, and takes half as long again.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const found = violations.map(
    ({ help, id, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  )
  expect(found, `${name}: what axe found`).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow, `${name} scrolls sideways by so many px`).toBeLessThanOrEqual(0)
}
