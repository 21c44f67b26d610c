import { type Browser, launch } from 'puppeteer-core'
import { findProgram } from '../../apps/server/src/testing/program.ts'
import { launchOptions } from '../browser.ts'
import type { Engine, Opened } from './engine.ts'

/** A browser that Puppeteer has started, Chromium by its own protocol and Firefox by WebDriver BiDi. */
async function opened(browser: Browser): Promise<Opened> {
  const page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 800 })
  return {
    version: await browser.version(),
    page: {
      goto: async (url) => {
        await page.goto(url)
      },
      evaluate: (expression) => page.evaluate(expression),
      async type(selector, text) {
        const element = await page.waitForSelector(selector)
        await element?.focus()
        for (const line of text.split(/(\n)/)) {
          if (line === '\n') await page.keyboard.press('Enter')
          else await page.keyboard.type(line)
        }
      },
      screenshot: async (path) => {
        await page.screenshot({ path: path as `${string}.png` })
      },
    },
    close: () => browser.close(),
  }
}

export const chromium: Engine = {
  name: 'chromium',
  missing: null,
  open: async () => {
    const { executablePath, ...options } = launchOptions()
    return opened(await launch({ ...options, executablePath: executablePath ?? findProgram('chromium') ?? '' }))
  },
}

const firefoxPath = findProgram('firefox-esr', 'firefox')

export const firefox: Engine = {
  name: 'firefox',
  missing: firefoxPath ? null : 'no firefox or firefox-esr in the PATH (Debian: apt-get install firefox-esr)',
  open: async () => opened(await launch({ browser: 'firefox', executablePath: firefoxPath ?? '', headless: true })),
}
