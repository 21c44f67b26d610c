import { expect, type Page, test } from '@playwright/test'
import { checkAxe } from './axe.ts'
import { narrow, stands, wide } from './walks.ts'

/** What each of these does to a text, or to all of a page that has been looked at already, and was found right at both widths. */
const SPOILT: readonly (readonly [
  what: string,
  rule: string,
  spoil: (text: HTMLElement, body: HTMLElement) => void,
])[] = [
  [
    'a text that fades',
    'color-contrast',
    (text) => {
      text.style.color = 'rgb(128 128 128 / 30%)'
    },
  ],
  [
    'a ground slid beneath a text',
    'color-contrast',
    (text) => {
      const { offsetHeight, offsetTop } = text
      text.style.position = 'relative'
      const ground = document.createElement('div')
      ground.style.cssText = `position: absolute; left: 0; right: 0; top: ${offsetTop}px;
        height: ${offsetHeight}px; background: ${getComputedStyle(text).color}`
      text.before(ground)
    },
  ],
  [
    'a text that fades in the dark alone',
    'color-contrast',
    (text) => {
      text.style.color = 'light-dark(#000, #333)'
    },
  ],
  [
    'a text that can be seen through',
    'color-contrast',
    (text) => {
      text.style.opacity = '0.3'
    },
  ],
  [
    'a text that slips off its ground',
    'color-contrast',
    (text) => {
      const ground = document.createElement('div')
      ground.style.cssText = 'position: relative; height: 40px; background: black'
      ground.innerHTML = '<span style="position: absolute; top: 60px; color: rgb(160 160 160)">slipped off</span>'
      text.before(ground)
      text.style.height = '100px'
      text.textContent = ''
    },
  ],
  [
    'a link told from its text by its colour alone',
    'link-in-text-block',
    (text) => {
      text.insertAdjacentHTML(
        'beforeend',
        ' <a href="/rules" style="text-decoration: none; color: light-dark(#333, #ccc)">this one</a>',
      )
    },
  ],
  [
    'a spacing that no reader can change',
    'avoid-inline-spacing',
    (text) => {
      text.style.setProperty('letter-spacing', '0.01em', 'important')
    },
  ],
  [
    'a button that another covers but for a stripe',
    'target-size',
    (_text, body) => {
      const place = document.createElement('div')
      place.style.cssText = 'position: relative; height: 60px'
      for (const top of [0, 12]) {
        const button = document.createElement('button')
        button.textContent = `at ${top}`
        button.style.cssText = `position: absolute; left: 0; top: ${top}px; width: 80px; height: 40px`
        place.append(button)
      }
      body.querySelector('main')?.append(place)
    },
  ],
  [
    'a button that is called nothing',
    'button-name',
    (_text, body) => {
      const button = document.createElement('button')
      button.style.cssText = 'width: 48px; height: 48px'
      body.querySelector('main')?.append(button)
    },
  ],
  [
    'links as small as they stand close',
    'target-size',
    (_text, body) => {
      for (const link of body.querySelectorAll<HTMLElement>('footer a'))
        link.style.cssText =
          'display: inline-block; min-height: 0; font-size: 6px; margin: 0; padding: 0; line-height: 1'
      const row = body.querySelector<HTMLElement>('footer a')?.parentElement
      if (row) row.style.cssText = 'display: flex; flex-direction: column; gap: 0'
    },
  ],
]

const look = async (page: Page) => {
  await checkAxe(page, 'the page')
  await narrow(page)
  await checkAxe(page, 'the page at 320 px')
  await wide(page)
}

test('a page that was right is found out when it is spoilt afterwards', async ({ page }) => {
  await page.goto('/how')
  await stands(page, 'main h2')
  await look(page)
  const right = await page.evaluate(() => document.body.innerHTML)
  for (const [what, rule, spoil] of SPOILT) {
    await page.evaluate(`(${spoil})(document.querySelector('main p'), document.body)`)
    await expect(look(page), what).rejects.toThrow(`${rule}: `)
    await wide(page)
    await page.evaluate((html) => {
      document.body.innerHTML = html
    }, right)
  }
  await checkAxe(page, 'the page as it was')
})
