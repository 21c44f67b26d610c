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
export const IN_FULL = !!process.env.LOOKS_IN_FULL

/**
 * Holds that axe finds nothing on the page as it stands, in light and in dark, and that it does not scroll sideways. What
 * costs most is asked where it is in doubt: of colours and of the sizes of targets, for which axe lays a grid over all
 * that is seen, what is not plainly right (`markUnclear`); of what stands there and is called, what reads otherwise than
 * all that was looked at before (the same page at another width seldom does). `npm run looks` leaves out nothing. axe is
 * asked directly: its builder loads it anew for each look, gathers selectors of all that is right, and fetches styles for
 * rules that are not among these, which together take four times as long. It looks into no frame; the app has none.
 */
export async function checkAxe(page: Page, name: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(source)
    if (!IN_FULL) await page.evaluate(askWhereMarked)
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
    await page.evaluate(markUnclear)
    expect(await found(page, standing), `${name}, ${now}: what axe found`).toEqual([])
  }
  const other = now === 'dark' ? 'light' : 'dark'
  await page.emulateMedia({ colorScheme: other })
  if (IN_FULL || (await page.evaluate(markUnclear)) > 0)
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

/** What axe finds on the page. Unless `npm run looks` asks, of colours and sizes only where something is marked. */
const found = (page: Page, only: Only) =>
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
      if (!drawn && !['class', 'style', 'data-asked'].includes(name)) said.push(`${name}="${value}"`)
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

/** Runs in the page: axe is asked of colours and sizes where something is marked, of spacing where a style forces one. */
function askWhereMarked(): void {
  const { axe } = window as unknown as { axe: Axe }
  axe.configure({
    rules: [
      { id: 'color-contrast', selector: '[data-asked~=contrast]' },
      { id: 'link-in-text-block', selector: '[data-asked~=link]' },
      { id: 'target-size', selector: '[data-asked~=size]' },
      { id: 'avoid-inline-spacing', selector: '[style*=important]' },
    ],
  })
}

/**
 * Runs in the page: marks what axe has to be asked of, and says in how much of it colours are a reason. What is plainly
 * right is not: a text of 4.5:1 or more on plain colours of what is around it, with nothing else beneath; a link that is
 * underlined; a target that has 24 px each way to itself. Of the colours in a drawing, and of what is clipped away for
 * those who listen, axe says nothing.
 */
function markUnclear(): number {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number]
  interface Place {
    /** What a text stands on here, where that is plain. */
    readonly ground: Colour | undefined
    /** How much of a text is left over that ground. */
    readonly opacity: number
    readonly unseen: boolean
  }
  const colourOf = (text: string): Colour | undefined => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/-?[\d.]+(?:e-\d+)?/g) ?? []).map(Number)
    if (text.startsWith('rgb')) return [red, green, blue, alpha]
    // what `color-mix` becomes
    return text.startsWith('color(srgb ') ? [red * 255, green * 255, blue * 255, alpha] : undefined
  }
  const over = (upper: Colour, lower: Colour): Colour => {
    const mix = (of: 0 | 1 | 2) => upper[of] * upper[3] + lower[of] * (1 - upper[3])
    return [mix(0), mix(1), mix(2), 1]
  }
  const luminance = ([red, green, blue]: Colour) => {
    const linear = (value: number) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
  const contrast = (one: Colour, other: Colour) => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }
  const places = new Map<Element, Place>()
  const placeOf = (element: Element | null): Place => {
    if (!element) return { ground: undefined, opacity: 1, unseen: false }
    const before = places.get(element)
    if (before) return before
    const style = getComputedStyle(element)
    const above = placeOf(element.parentElement)
    const own = colourOf(style.backgroundColor)
    const opacity = above.opacity * Number(style.opacity)
    const groundOf = () => {
      const plain = [style.backgroundImage, style.filter, style.backdropFilter].every((is) => is === 'none')
      if (!own || !plain || (own[3] > 0 && opacity < 1)) return undefined
      if (own[3] === 1) return own
      return above.ground && over(own, above.ground)
    }
    const place = { ground: groundOf(), opacity, unseen: style.clipPath === 'inset(50%)' || above.unseen }
    places.set(element, place)
    return place
  }
  const touch = (one: DOMRect, other: DOMRect) =>
    one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top

  // what cannot be seen stands for nothing; in a closed `details` it would be laid out for each question that is asked of it
  const seen = [...document.querySelectorAll('body *')].filter((element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
  )
  const painted = seen.flatMap((element) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(element)
    const clear = backgroundColor === 'rgba(0, 0, 0, 0)' && backgroundImage === 'none'
    return clear ? [] : [{ element, box: element.getBoundingClientRect() }]
  })
  // or reaches out of what is around it
  const liesOnAnother = (text: Element) => {
    const box = text.getBoundingClientRect()
    const within = (other: DOMRect) =>
      other.left <= box.left && other.right >= box.right && other.top <= box.top && other.bottom >= box.bottom
    return painted.some((other) => {
      if (text.contains(other.element)) return false
      return other.element.contains(text) ? !within(other.box) : touch(box, other.box)
    })
  }
  const FIELDS = 'input:not([type=radio], [type=checkbox], [type=range]), select, textarea'
  const contrastIsUnclear = (element: Element) => {
    const reads = [...element.childNodes].some(
      ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim(),
    )
    if ((!reads && !element.matches(FIELDS)) || element.closest('svg')) return false
    const { ground, opacity, unseen } = placeOf(element)
    if (unseen) return false
    const { color, textShadow } = getComputedStyle(element)
    const [red = 0, green = 0, blue = 0, alpha] = colourOf(color) ?? []
    if (!ground || alpha === undefined || textShadow !== 'none') return true
    return contrast(over([red, green, blue, alpha * opacity], ground), ground) < 4.5 || liesOnAnother(element)
  }
  const linkIsUnclear = (element: Element) => {
    if (!element.matches('a[href], [role=link]')) return false
    const { display, textDecorationLine } = getComputedStyle(element)
    return display === 'inline' && textDecorationLine !== 'underline'
  }
  const targets = new Map<Element, DOMRect>()
  for (const element of seen) {
    const inOrder = (element instanceof HTMLElement || element instanceof SVGElement) && element.tabIndex >= 0
    if (!inOrder || placeOf(element).unseen) continue
    const { height, left, top, width } = element.getBoundingClientRect()
    const [across, along] = [Math.max(width, 24), Math.max(height, 24)]
    targets.set(element, new DOMRect(left + (width - across) / 2, top + (height - along) / 2, across, along))
  }
  const sizeIsUnclear = (element: Element) => {
    const box = targets.get(element)
    return !!box && [...targets].some(([other, its]) => other !== element && touch(box, its))
  }

  for (const element of document.querySelectorAll('[data-asked]')) element.removeAttribute('data-asked')
  let colours = 0
  for (const element of seen) {
    const reasons = [
      contrastIsUnclear(element) ? 'contrast' : '',
      linkIsUnclear(element) ? 'link' : '',
      sizeIsUnclear(element) ? 'size' : '',
    ].join(' ')
    if (reasons.trim()) element.setAttribute('data-asked', reasons)
    if (/contrast|link/.test(reasons)) colours += 1
  }
  return colours
}
