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
    context: Document | { readonly include: readonly Element[] },
    options: object,
  ): Promise<{ readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[] }>
}

/** What a page's colours alone decide, and nothing else does. */
const OF_COLOURS: Only = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/**
 * Holds that axe finds nothing on the page as it stands, in light and in dark, and that it does not scroll sideways. In dark
 * only what colours decide is looked at again, once for each kind of text: the page is the same one. axe is asked directly: its builder loads it anew
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
  await page.evaluate(gatherColours)
  expect(await found(page, OF_COLOURS), `${name}, dark: what axe found`).toEqual([])
  await checkWidth(page, name)
}

/** Holds that a page does not scroll sideways. */
export async function checkWidth(page: Page, name: string): Promise<void> {
  // a drawing that measures its room has its new width a frame after the window has: what stays is what counts
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  await expect.poll(overflow, { message: `${name} scrolls sideways by so many px` }).toBeLessThanOrEqual(0)
}

interface Only {
  readonly type: 'tag' | 'rule'
  readonly values: readonly string[]
}

/** What axe finds on the page, or in the texts that have been gathered on it since the last time. */
const found = (page: Page, only: Only) =>
  page.evaluate(async (runOnly) => {
    const gathered = window as unknown as { axe: Axe; texts?: readonly Element[] }
    const { axe, texts } = gathered
    delete gathered.texts
    if (texts?.length === 0) return []
    const { violations } = await axe.run(texts ? { include: texts } : document, {
      runOnly,
      resultTypes: ['violations'],
      selectors: false,
      preload: false,
    })
    return violations.map(({ help, id, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`)
  }, only)

/**
 * Runs in the page: gathers one text of each kind that has not been gathered in it before. Texts are of one kind when all
 * that axe reads of colours is the same: their own, what they stand on up to the first opaque ground, how large they are,
 * whether axe leaves them out. What floats over something else is of no kind: it is gathered each time.
 */
function gatherColours(): void {
  const known = window as unknown as { kinds?: Set<string>; texts?: Element[] }
  known.kinds ??= new Set()
  const grounds = new Map<Element, string | null>()
  const groundOf = (element: Element | null): string | null => {
    if (!element) return ''
    const before = grounds.get(element)
    if (before !== undefined) return before
    const { backdropFilter, backgroundColor, backgroundImage, filter, opacity, position } = getComputedStyle(element)
    const plain = backgroundImage === 'none' && opacity === '1' && filter === 'none' && backdropFilter === 'none'
    const above = groundOf(element.parentElement)
    const floats = position !== 'static' && position !== 'relative'
    const own = `${backgroundColor} ${backgroundImage} ${opacity} ${filter} ${backdropFilter}`
    const ground =
      plain && backgroundColor.startsWith('rgb(') ? own : above === null || floats ? null : `${above}/${own}`
    grounds.set(element, ground)
    return ground
  }
  known.texts = [...document.querySelectorAll('body *')].filter((element) => {
    const texts = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    const text = texts.map(({ textContent }) => textContent?.trim()).join('')
    const field = element.matches('input, select, textarea')
    if (!field && text === '') return false
    // what cannot be seen stands for nothing
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
    const ground = groundOf(element)
    if (ground === null) return true
    const style = getComputedStyle(element)
    const kind = [
      ground,
      style.color,
      style.fill,
      style.fontSize,
      style.fontWeight,
      style.textShadow,
      style.textDecoration,
      element.tagName === 'A' && element.parentElement ? getComputedStyle(element.parentElement).color : '',
      element.closest(':disabled, [aria-disabled="true"]') !== null ||
        element.closest('label')?.control?.matches(':disabled'),
      field,
      // a single character, or one that is a picture, is left out
      [...text].length > 1 && /[\p{L}\p{N}]/u.test(text),
    ].join()
    if (known.kinds?.has(kind)) return false
    known.kinds?.add(kind)
    return true
  })
}
