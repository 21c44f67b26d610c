import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { BOUND } from './apps/server/src/testing/bound.ts'
import { launchOptions } from './scripts/browser.ts'

// Each run has a port and an empty database of its own: under `npm test` in the run's folder.
const data = join(process.env.WOSHOU_TEST_RUN ?? join(import.meta.dirname, '.cache'), 'e2e')

// Workers load this file too: only the first one clears.
if (process.env.TEST_WORKER_INDEX === undefined) rmSync(data, { recursive: true, force: true })

export default defineConfig({
  testDir: 'e2e',
  // every combination: `npm run looks` has them
  testIgnore: process.env.LOOKS_IN_FULL ? [] : ['full/**'],
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  // one more than CI has cores: a browser often waits, for segments to arrive and timers to run out
  workers: 3,
  retries: 0,
  reporter: 'list',
  // One bound on what hangs, for every test and for whatever a test awaits: no machine is so slow.
  timeout: BOUND,
  expect: { timeout: BOUND },
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en',
    // it would keep all of the app's files anew in each test's browser: solo.spec.ts has one, where a network is cut
    serviceWorkers: 'block',
    baseURL: `http://127.0.0.1:${process.env.E2E_SERVER_PORT}`,
    launchOptions: launchOptions(),
    // Segments travel at full frame rate in every window otherwise; whole-way.spec.ts has them move.
    contextOptions: { reducedMotion: 'reduce' },
    // recording every test costs as much as the tests do: E2E_TRACE=1 for the one that fails
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
  },
  webServer: {
    command: 'node apps/server/src/main.ts',
    env: {
      PORT: process.env.E2E_PORT ?? '0',
      DATABASE_URL: `file:${join(data, 'woshou.db')}`,
      LOG_LEVEL: 'warn',
      // nobody waits half a minute for a partner who has gone
      SEAT_VACANT_SECONDS: '1',
      LOOP_DELAY_LIMIT: '60000',
    },
    // what the pattern's group has found is an environment variable of that name from then on
    wait: { stdout: /ready: http:\/\/[^:]+:(?<E2E_SERVER_PORT>\d+)/ },
    timeout: BOUND,
    reuseExistingServer: false,
    stdout: 'pipe',
  },
})
