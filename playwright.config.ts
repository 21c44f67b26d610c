import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { launchOptions } from './scripts/browser.ts'

const port = Number(process.env.E2E_PORT ?? 4173)
const data = join(import.meta.dirname, '.cache/e2e')

// Each run gets its own port and its own, empty database. Workers load this file too: only the first one clears.
if (process.env.TEST_WORKER_INDEX === undefined) {
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { recursive: true })
}

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  workers: 2,
  retries: 0,
  reporter: 'list',
  // Bounds on what hangs, not on what is slow: unit tests, and in CI other work, go on beside these.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en',
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: launchOptions(),
    // Segments travel at full frame rate in every window otherwise; whole-way.spec.ts has them move.
    contextOptions: { reducedMotion: 'reduce' },
    // recording every test costs as much as the tests do: E2E_TRACE=1 for the one that fails
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
  },
  webServer: {
    command: 'node apps/server/src/main.ts',
    env: {
      PORT: String(port),
      DATABASE_URL: `file:${join(data, 'woshou.db')}`,
      LOG_LEVEL: 'warn',
      LOOP_DELAY_LIMIT: '60000',
    },
    url: `http://127.0.0.1:${port}/healthz`,
    reuseExistingServer: false,
    stdout: 'pipe',
  },
})
