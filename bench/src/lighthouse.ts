// `npm run lighthouse`: home and replay in Lighthouse's four categories, as on a mid-range phone. Fails below 95.
// Each page is measured three times and the median counts: a busy machine is not a slow page.
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { ServerProcess } from '../../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'
import { browserPath, launchOptions } from '../../scripts/browser.ts'
import { sampleSessions } from '../../scripts/sample-sessions.ts'

const LEAST = 95
const RUNS = 3
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const

const server = await ServerProcess.start({
  DATABASE_URL: `file:${new TemporaryFolder().file('woshou.db')}`,
  LOG_LEVEL: 'warn',
})
const samples = await sampleSessions(server.url)
const { args, env } = { env: undefined, ...launchOptions() }
const chrome = await launch({
  chromePath: browserPath() ?? chromium.executablePath(),
  chromeFlags: ['--headless', ...args],
  ...(env && { envVars: env }),
})

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** Percent per category, and what kept a category from 100. */
async function measure(url: string) {
  const scores: Record<string, number[]> = {}
  const remarks = new Set<string>()
  for (let run = 0; run < RUNS; run++) {
    const result = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories: [...CATEGORIES] })
    if (!result) throw new Error(`Lighthouse gave no result for ${url}`)
    const { audits, categories } = result.lhr
    for (const name of CATEGORIES) {
      const score = categories[name]?.score ?? 0
      scores[name] ??= []
      scores[name].push(Math.round(score * 100))
      for (const { id, weight } of categories[name]?.auditRefs ?? []) {
        const audit = audits[id]
        if (weight > 0 && audit && audit.score !== null && audit.score < 0.9)
          remarks.add(`${name}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ''}`)
      }
    }
  }
  return { scores: CATEGORIES.map((name) => median(scores[name] ?? [])), remarks: [...remarks] }
}

try {
  const pages = { home: '/', replay: `/replay/${samples.ended.session}` }
  console.log(`${'page'.padEnd(8)}${CATEGORIES.map((name) => name.padStart(16)).join('')}`)
  for (const [name, path] of Object.entries(pages)) {
    const { remarks, scores } = await measure(server.url + path)
    console.log(`${name.padEnd(8)}${scores.map((score) => `${score}`.padStart(16)).join('')}`)
    for (const remark of remarks) console.log(`  ${remark}`)
    if (scores.some((score) => score < LEAST)) process.exitCode = 1
  }
  if (process.exitCode) console.error(`A category is below ${LEAST}.`)
} finally {
  chrome.kill()
  samples.close()
  await server.stop('SIGTERM')
}
