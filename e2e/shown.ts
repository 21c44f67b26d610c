import type { Page } from '@playwright/test'

/**
 * Collects all that an element says from now on, each text once in a row: what is so for a moment only, while a segment
 * travels, may be over before a busy machine looks.
 * @returns asks for what has been collected
 */
export async function watchShown(page: Page, testId: string): Promise<() => Promise<readonly string[]>> {
  const shown = await page.evaluateHandle((id) => {
    const texts: string[] = []
    const look = () => {
      const now = document.querySelector(`[data-testid="${id}"]`)?.textContent?.trim()
      if (now && texts.at(-1) !== now) texts.push(now)
    }
    look()
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
    return texts
  }, testId)
  return () => shown.jsonValue()
}
