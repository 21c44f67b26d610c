import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'

/** axe itself, as the package for Playwright brings it. */
const ofPlaywright = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))
const source = readFileSync(ofPlaywright.resolve('axe-core/axe.min.js'), 'utf8')

/** What it looks for: all rules but the experimental ones and AAA. */
const EVERYTHING: Only = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}

/** The part of axe that is asked here. */
interface Axe {
  configure(spec: { readonly rules: readonly { readonly id: string; readonly selector: string }[] }): void
  run(
    context: Document,
    options: object,
  ): Promise<{ readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[] }>
}

/** What a page's colours alone decide, and nothing else does. */
const OF_COLOURS: Only = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** What the places and sizes of elements decide besides: another width may find something in the same page. */
const OF_PLACES: Only = {
  type: 'rule',
  values: [
    'target-size',
    'scrollable-region-focusable',
    'skip-link',
    'aria-hidden-focus',
    'label',
    'select-name',
    'autocomplete-valid',
    'avoid-inline-spacing',
    ...OF_COLOURS.values,
  ],
}

/** `npm run looks`: everything is asked at each width, and in the other scheme what colours decide. */
const IN_FULL = !!process.env.LOOKS_IN_FULL

/**
 * Holds that axe finds nothing on the page as it stands, in light and in dark, and that it does not scroll sideways. What
 * costs most is asked once: of colours, each kind of text that this page has not shown before; of what stands there and
 * is called, what reads otherwise than all that was looked at before (the same page at another width seldom does). Places
 * and sizes are asked for each time. `npm run looks` leaves out nothing. axe is asked directly: its builder loads it anew
 * for each look, gathers selectors of all that is right, and fetches styles for rules that are not among these, which
 * together take four times as long. It looks into no frame; the app has none.
 */
export async function checkAxe(page: Page, name: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(source)
    if (!IN_FULL) await page.evaluate(askOfColoursWhereMarked)
    // else a link is looked at while it fades into its new colour
    await page.evaluate(() => {
      const still = new CSSStyleSheet()
      still.replaceSync('* { transition: none !important }')
      document.adoptedStyleSheets.push(still)
    })
  }
  // first in the scheme that it stands in: to draw a page anew costs as much as some rules
  const now = await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'))
  if (IN_FULL) expect(await found(page, EVERYTHING), `${name}, ${now}: what axe found`).toEqual([])
  else {
    const standing = (await page.evaluate(readsAnew)) ? EVERYTHING : OF_PLACES
    await page.evaluate(markColours)
    expect(await found(page, standing), `${name}, ${now}: what axe found`).toEqual([])
  }
  const other = now === 'dark' ? 'light' : 'dark'
  await page.emulateMedia({ colorScheme: other })
  if (IN_FULL || (await page.evaluate(markColours)) > 0)
    expect(await found(page, OF_COLOURS), `${name}, ${other}: what axe found`).toEqual([])
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

/** What axe finds on the page. Unless `npm run looks` asks, of colours only in the texts that are marked. */
const found = (page: Page, only: Only) =>
  page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: Axe }
    const { violations } = await axe.run(document, {
      runOnly,
      resultTypes: ['violations'],
      selectors: false,
      preload: false,
    })
    for (const text of document.querySelectorAll('[data-asked]')) text.removeAttribute('data-asked')
    return violations.map(({ help, id, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`)
  }, only)

/**
 * Runs in the page: whether what is there to be read or heard (elements that are displayed, all they say of themselves
 * but how they look, and their words) is none of what has stood there before.
 */
function readsAnew(): boolean {
  const known = window as unknown as { read?: Set<string> }
  known.read ??= new Set()
  const said: string[] = []
  const read = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent ?? '')
    if (!(node instanceof Element)) return
    // what is hidden may name or describe something, and has ids
    const shown = node.checkVisibility({ visibilityProperty: true })
    said.push(`<${shown ? '' : '!'}${node.localName}`)
    for (const { name, value } of node.attributes) {
      const drawn = node instanceof SVGElement && !/^(?:id|role|href|tabindex|lang|focusable|aria-.*)$/.test(name)
      if (!drawn && name !== 'class' && name !== 'style') said.push(`${name}="${value}"`)
    }
    for (const child of node.childNodes) read(child)
    said.push('>')
  }
  read(document.documentElement)
  const all = said.join('\n')
  if (known.read.has(all)) return false
  known.read.add(all)
  return true
}

/** Runs in the page: axe looks at the colours of the texts that are marked, and of what is in them. */
function askOfColoursWhereMarked(): void {
  const { axe } = window as unknown as { axe: Axe }
  const marked = (of: string) => `${of}[data-asked], [data-asked] ${of}`
  axe.configure({
    rules: [
      { id: 'color-contrast', selector: '[data-asked], [data-asked] *' },
      { id: 'link-in-text-block', selector: `${marked('a[href]')}, ${marked('[role=link]')}` },
    ],
  })
}

/**
 * Runs in the page: marks one text of each kind that has not been marked in it before, and says how many. Texts are of
 * one kind when all that axe reads of colours is the same: their own, what they stand on up to the first opaque ground,
 * how large they are, whether axe leaves them out. What floats over something else, or lies on a ground that is not around
 * it, is of no kind: it is marked each time. What is clipped away, for those who listen, has no colours for axe.
 */
function markColours(): number {
  const known = window as unknown as { kinds?: Set<string> }
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
  // what cannot be seen stands for nothing; in a closed `details` it would be laid out for each question that is asked of it
  const seen = [...document.querySelectorAll('body *')].filter((element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
  )
  const painted = seen.flatMap((element) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(element)
    const clear = backgroundColor === 'rgba(0, 0, 0, 0)' && backgroundImage === 'none'
    return clear ? [] : [{ element, box: element.getBoundingClientRect() }]
  })
  const clippings = new Map<Element, boolean>()
  const clipped = (element: Element | null): boolean => {
    if (!element) return false
    const before = clippings.get(element)
    if (before !== undefined) return before
    const is = getComputedStyle(element).clipPath === 'inset(50%)' || clipped(element.parentElement)
    clippings.set(element, is)
    return is
  }
  const liesOnAnother = (text: Element) => {
    const { bottom, left, right, top } = text.getBoundingClientRect()
    return painted.some(
      ({ box, element }) =>
        box.left < right &&
        box.right > left &&
        box.top < bottom &&
        box.bottom > top &&
        !element.contains(text) &&
        !text.contains(element),
    )
  }
  const asked = seen.filter((element) => {
    const texts = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    const text = texts.map(({ textContent }) => textContent?.trim()).join('')
    const field = element.matches('input, select, textarea')
    if ((!field && text === '') || clipped(element)) return false
    const ground = groundOf(element)
    if (ground === null || liesOnAnother(element)) return true
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
  for (const text of asked) text.setAttribute('data-asked', '')
  return asked.length
}
